# tries: make the pipes that it shares with the supervisor non-blocking, tiny, packet by packet, and open to all; take them
#   over, read what it wrote, and write to its own input or make that another length
# must: accepted
import fcntl
import os
import signal

F_SETPIPE_SZ, F_SETOWN, F_NOTIFY, F_SETLEASE = 1031, 8, 1026, 1024
NOISE = (os.O_NONBLOCK, os.O_DIRECT, os.O_NONBLOCK | os.O_APPEND | os.O_DIRECT | os.O_ASYNC)
signal.signal(signal.SIGIO, signal.SIG_IGN)
got = []


def attempt(what, act, *arguments):
    try:
        act(*arguments)
        got.append(what)
    except OSError:
        pass


def reopened(descriptor, mode):
    return os.open(f"/proc/self/fd/{descriptor}", mode)


for descriptor in range(3):
    for command, value in ((F_SETPIPE_SZ, 4096), (F_SETOWN, 1), (F_SETLEASE, 0), (F_NOTIFY, 1)):
        attempt("", fcntl.fcntl, descriptor, command, value)
    attempt(f"chown {descriptor}", os.fchown, descriptor, os.getuid(), os.getgid())
    attempt(f"chmod {descriptor}", os.fchmod, descriptor, 0o777)
    for flags in NOISE:
        attempt("", fcntl.fcntl, descriptor, fcntl.F_SETFL, flags)
    if descriptor:
        attempt(f"read what it wrote to {descriptor}", os.read, descriptor, 1)
        attempt(f"open {descriptor} for reading", reopened, descriptor, os.O_RDONLY)
        attempt(f"seek in {descriptor}", os.lseek, descriptor, 0, 0)
    attempt("", fcntl.fcntl, descriptor, fcntl.F_SETFL, 0)
attempt("write to the input", os.write, 0, b"x")
attempt("cut the input", os.ftruncate, 0, 0)
attempt("lengthen the input", os.ftruncate, 0, 1 << 20)
attempt("write to the input, opened anew", lambda: os.write(reopened(0, os.O_RDWR), b"x"))
attempt("cut the input by opening it", reopened, 0, os.O_WRONLY | os.O_TRUNC)
print(list(filter(None, got)) or "contained")
