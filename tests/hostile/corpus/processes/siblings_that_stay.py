# tries: leave a child with the zygote, made with CLONE_PARENT and stopped, and zombies there that nobody waits for
# must: accepted
import ctypes
import os
import signal
import time

CLONE, CLONE_PARENT, SIGCHLD = 56, 0x8000, 17
syscall = ctypes.CDLL(None).syscall
for number in range(8):
    if syscall(CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0:
        if number % 2:
            os._exit(0)
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
time.sleep(0.1)
print("contained")
