# tries: spread shared memory over children, of whom each holds less than is allowed
# must: memory_limit_exceeded out_of_memory
import mmap
import os
import time

block = mmap.mmap(-1, 240 << 20)
for part in range(6):
    if os.fork() == 0:
        for offset in range(part * (40 << 20), (part + 1) * (40 << 20), 4096):
            block[offset] = 1
        time.sleep(9)
        os._exit(0)
time.sleep(9)
