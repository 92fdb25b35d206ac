# tries: open a terminal, put words into it, and find it again
# must: accepted
# challenge: between
import fcntl
import glob
import os
import termios
import time

found = [path for path in glob.glob("/dev/pts/*") if path != "/dev/pts/ptmx"]
for path in ("/dev/tty", "/dev/console", "/dev/tty0", "/proc/1/fd/0"):
    try:
        handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(handle, termios.TIOCSTI, b"x")
        found.append(path)
    except OSError:
        pass
try:
    os.openpty()
except OSError:
    pass
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(3):
            os.close(descriptor)
        while True:
            time.sleep(0.05)
    os._exit(0)
print(found or "contained")
