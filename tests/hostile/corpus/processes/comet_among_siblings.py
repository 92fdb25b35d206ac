# tries: go on after the end as a child of the zygote that makes another one with CLONE_PARENT, and ends, again and again
# must: accepted
# must on runsc: accepted | time_limit_exceeded cpu_time
# because: gVisor counts whoever is ready to run as running, so that many processes use more time than there is
import ctypes
import os
import time

CLONE, CLONE_PARENT, SIGCHLD = 56, 0x8000, 17
syscall = ctypes.CDLL(None).syscall
if syscall(CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0:
    os.setsid()
    os.closerange(0, 3)
    while True:
        if syscall(CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) != 0:
            os._exit(0)
time.sleep(0.05)
print("contained", flush=True)
os._exit(0)
