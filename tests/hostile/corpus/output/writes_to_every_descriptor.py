# tries: write to every descriptor that it may have inherited, to those of the supervisor, and to all terminals
# must: accepted
import glob
import os
import stat

FRAME = b'\0\0\0\x1c\0\0\0\0{"op":"result","exit_code":0}'
NOTHING = os.stat("/dev/null").st_rdev
got = []
for descriptor in range(3, 4096):
    for act in (os.write, lambda number, frame: os.pwrite(number, frame, 0)):
        try:
            act(descriptor, FRAME)
            got.append(f"wrote to {descriptor}")
        except OSError:
            pass
mine = {f"/proc/self/fd/{number}" for number in range(3)}
paths = [*glob.glob("/proc/[0-9]*/fd/*"), *(f"/proc/1/fd/{number}" for number in range(64))]
for path in [*paths, "/dev/tty", "/dev/console", "/dev/pts/0", "/dev/tty0", "/dev/kmsg", "/dev/log", "/dev/initctl"]:
    if path in mine or path.startswith(f"/proc/{os.getpid()}/"):
        continue
    for mode in (os.O_WRONLY, os.O_RDWR):
        try:
            handle = os.open(path, mode | os.O_NONBLOCK | os.O_NOCTTY)
            status = os.fstat(handle)
            if stat.S_ISCHR(status.st_mode) and status.st_rdev == NOTHING:
                continue  # which everybody may open anyway
            os.write(handle, FRAME)
            got.append(f"wrote to {path}")
        except OSError:
            pass
print(got[:5] or "contained")
