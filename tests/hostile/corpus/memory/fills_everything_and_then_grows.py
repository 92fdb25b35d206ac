# tries: fill the disk and shared memory first, so that growing meets the kernel's wall and not the judge's
# must: memory_limit_exceeded out_of_memory
import os

for place in ("/box/tmp", "/dev/shm", "/box/data"):
    try:
        with open(f"{place}/fill", "wb", 0) as file:
            while True:
                file.write(bytes(1 << 20))
    except OSError:
        pass
try:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("0")
except OSError:
    pass
blocks = []
while True:
    blocks.append(bytearray(b"x") * (8 << 20))
