# tries: keep files open, mapped, locked and current in processes that hide from the end of the run
# must: accepted
import fcntl
import mmap
import os
import signal
import time

for place in ("/box/work", "/box/tmp", "/box/data", "/dev/shm"):
    if os.fork():
        continue
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    os.setsid()
    if os.fork():
        os._exit(0)
    os.makedirs(f"{place}/held", exist_ok=True)
    os.chdir(f"{place}/held")
    file = open("file", "w+b")
    file.write(bytes(4096))
    file.flush()
    view = mmap.mmap(file.fileno(), 4096)
    fcntl.flock(file, fcntl.LOCK_EX)
    fcntl.lockf(file, fcntl.LOCK_EX)
    os.unlink("file")
    for descriptor in range(3):
        os.close(descriptor)
    while True:
        view[0] = (view[0] + 1) % 256
        time.sleep(0.01)
time.sleep(0.2)
print("contained")
