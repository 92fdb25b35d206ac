# tries: have twenty children of 12 MiB each, all of them far below the limit
# must: memory_limit_exceeded out_of_memory
import os
import time

for _ in range(20):
    if os.fork() == 0:
        block = bytearray(b"x") * (12 << 20)
        time.sleep(9)
        os._exit(0)
time.sleep(9)
