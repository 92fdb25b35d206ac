# tries: the same with the zygote, whose children Python programs are: siblings that end well before it ends badly
# must: runtime_error nonzero_exit
import ctypes
import os
import sys
import time

CLONE, CLONE_PARENT, SIGCHLD = 56, 0x8000, 17
print("contained", flush=True)
syscall = ctypes.CDLL(None).syscall
for _ in range(5):
    if syscall(CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0:
        os._exit(0)
time.sleep(0.3)
sys.exit(3)
