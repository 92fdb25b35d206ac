# tries: keep its grandchildren from the supervisor as their new parent, stop them, and leave them when it ends
# must: accepted
import ctypes
import os
import signal
import time

PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
for _ in range(5):
    if os.fork() == 0:
        if os.fork() == 0:
            os.setsid()
            os.kill(os.getpid(), signal.SIGSTOP)
            while True:
                time.sleep(1)
        os._exit(0)
time.sleep(0.2)
print("contained")
