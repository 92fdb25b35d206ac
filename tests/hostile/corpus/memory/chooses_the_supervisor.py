# tries: look smaller to the kernel's killer than the supervisor does, and then fill the box from many processes at once
# must: memory_limit_exceeded out_of_memory
import os
import time

try:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("0")
except OSError:
    pass
for _ in range(24):
    if os.fork() == 0:
        blocks = []
        for _ in range(30):
            blocks.append(bytearray(b"x") * (1 << 20))
        time.sleep(9)
        os._exit(0)
time.sleep(9)
