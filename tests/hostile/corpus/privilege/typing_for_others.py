# tries: type into a terminal of somebody's, its own one if need be, by the request that puts letters into its input
# must: accepted
# must on runsc: accepted | wrong_answer wrong_output
# because: gVisor has its own terminals, and none of anybody else's is in a box
import fcntl
import os

got = []
for name in ("/dev/tty", "/dev/console", "/dev/tty0", "/dev/pts/0", "/proc/1/fd/0", "/dev/stdin", "/dev/stdout", "/dev/stderr"):
    try:
        handle = os.open(name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        continue
    if os.isatty(handle):
        got.append(name)
main, own = os.openpty()
for request in (0x5412, 0x541C):
    try:
        fcntl.ioctl(own, request, b"\x03")
        got.append(hex(request))
    except OSError:
        pass
print(got or "contained")
