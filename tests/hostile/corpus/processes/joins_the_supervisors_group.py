# tries: join the session or the process group of the supervisor, so that ending one ends the other
# must: accepted
import fcntl
import os
import termios

got = []
theirs = {0, 1}
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        if os.stat(f"/proc/{pid}").st_uid != os.getuid():
            theirs |= {int(pid), int(fields[2]), int(fields[3])}
    except OSError:
        pass
for group in theirs - {0}:
    for member in (0, 1):
        try:
            os.setpgid(member, group)
            got.append(f"setpgid({member}, {group})")
        except OSError:
            pass
for terminal in ("/dev/tty", "/dev/console", "/dev/ptmx"):
    try:
        handle = os.open(terminal, os.O_RDWR)
        for group in theirs:
            fcntl.ioctl(handle, termios.TIOCSPGRP, group.to_bytes(4, "little"))
        if terminal != "/dev/ptmx":
            got.append(terminal)
    except OSError:
        pass
print(got or "contained")
