# tries: have its work done by children of the zygote, made with CLONE_PARENT, whose time is not its own
# challenge: spins
# must: time_limit_exceeded cpu_time
# must on runsc: time_limit_exceeded cpu_time | time_limit_exceeded wall_time
# because: gVisor keeps no sum for the box
import ctypes
import os
import time

CLONE, CLONE_PARENT, SIGCHLD = 56, 0x8000, 17
syscall = ctypes.CDLL(None).syscall
while True:
    for _ in range(4):
        if syscall(CLONE, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0:
            end = time.process_time() + 0.1
            while time.process_time() < end:
                pass
            os._exit(0)
    time.sleep(0.2)
