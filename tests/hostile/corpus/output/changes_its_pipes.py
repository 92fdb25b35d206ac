# tries: make the pipes that it shares with the supervisor non-blocking, tiny, packet by packet, somebody else's, open to
#   all, read what it wrote, and write into its own input
# must: accepted
import fcntl
import os
import signal

F_SETPIPE_SZ, F_SETOWN, F_NOTIFY, F_ADD_SEALS, F_SETLEASE = 1031, 8, 1026, 1033, 1024
signal.signal(signal.SIGIO, signal.SIG_IGN)
got = []
for descriptor in range(3):
    for act in (
        lambda: fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND | 0o40000 | 0o20000),
        lambda: fcntl.fcntl(descriptor, F_SETOWN, 1),
        lambda: fcntl.fcntl(descriptor, F_SETPIPE_SZ, 4096),
        lambda: fcntl.fcntl(descriptor, F_SETLEASE, 0),
        lambda: fcntl.fcntl(descriptor, F_ADD_SEALS, 1),
        lambda: fcntl.fcntl(descriptor, F_NOTIFY, 1),
    ):
        try:
            act()
        except OSError:
            pass
    for name, act in (
        ("chmod", lambda: os.fchmod(descriptor, 0o777)),
        ("chown", lambda: os.fchown(descriptor, os.getuid(), os.getgid())),
        ("lseek", lambda: descriptor and os.lseek(descriptor, 0, 0) + 1),
        ("reopened for writing", lambda: os.open(f"/proc/self/fd/{descriptor}", os.O_WRONLY | os.O_TRUNC)),
        ("reopened for both", lambda: os.open(f"/proc/self/fd/{descriptor}", os.O_RDWR)),
        ("read of an output", lambda: descriptor and os.read(descriptor, 1)),
        ("write to the input", lambda: descriptor or os.write(0, b"x")),
    ):
        try:
            if act():
                got.append((name, descriptor))
        except OSError:
            pass
fcntl.fcntl(1, fcntl.F_SETFL, 0)
print([each for each in got if each not in (("chmod", 0),)] or "contained")
