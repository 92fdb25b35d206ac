# tries: leave processes whose names read like other fields of /proc/<pid>/stat: a zombie, a kernel thread, other sessions
# must: accepted
import ctypes
import os
import time

PR_SET_NAME = 15
prctl = ctypes.CDLL(None).prctl
for name in (b") Z 0 0 0 0 0", b"1 (python3) S 0", b"\n1 (x) Z 1 1 1", b"(((((((((((((((", b"kthreadd", b"\xff\xfe)\t)\n"):
    if os.fork() == 0:
        os.setsid()
        prctl(PR_SET_NAME, name, 0, 0, 0)
        for descriptor in range(3):
            os.close(descriptor)
        while True:
            time.sleep(0.01)
time.sleep(0.2)
print("contained")
