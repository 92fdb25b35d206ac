# tries: keep locks and leases on files of the submission and of the machine from a daemon
# must: accepted
# challenge: between
import fcntl
import os
import time

found = []
handles = []
for path in ("main.py", "/box/work", "/box/tmp", "/etc/passwd", "/proc/self/exe"):
    try:
        handles.append(os.open(path, os.O_RDONLY))
        fcntl.flock(handles[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if path in ("main.py", "/box/work", "/box/tmp"):
            found.append(f"{path} is locked")
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
