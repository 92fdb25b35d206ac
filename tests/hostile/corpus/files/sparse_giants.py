# tries: make files of a petabyte that hold nothing, and have the kernel give room for them
# must: accepted | runtime_error disk_full | runtime_error killed_by_signal
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
got = []
for place in ("/box/work", "/box/tmp", "/dev/shm"):
    handle = os.open(place + "/giant", os.O_CREAT | os.O_RDWR)
    for act in (os.ftruncate, lambda file, size: os.pwrite(file, b"x", size), lambda file, size: os.posix_fallocate(file, 0, size)):
        for size in (1 << 50, 1 << 40, 64 << 30):
            try:
                act(handle, size)
                got.append((place, size))
            except OSError:
                pass
memory = os.memfd_create("giant")
try:
    os.posix_fallocate(memory, 0, 1 << 40)
    got.append("memfd")
except OSError:
    pass
print(got or "contained")
