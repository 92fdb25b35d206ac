# tries: keep more in files in memory than their file system has: /dev/shm, message queues, unlinked, sparse, preallocated
# must: accepted
import os

held, files = 0, []
for place in ("/dev/shm", "/dev/mqueue"):
    for number in range(64):
        try:
            handle = os.open(f"{place}/{number}", os.O_RDWR | os.O_CREAT, 0o600)
            files.append(handle)
            if number % 2:
                os.unlink(f"{place}/{number}")
            try:
                os.posix_fallocate(handle, 0, 4 << 20)
                held += 4 << 20
                continue
            except OSError:
                pass
            while True:
                held += os.write(handle, bytes(65536))
        except OSError:
            pass
print("contained" if held <= 24 << 20 else f"{held >> 20} MiB in shared memory files")
