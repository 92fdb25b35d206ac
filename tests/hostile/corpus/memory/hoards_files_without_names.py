# tries: keep 20 MiB in each of many files that have no name (memfd) and belong to no file system with a size
# must: memory_limit_exceeded out_of_memory
import os

hoard = []
while True:
    hoard.append(os.memfd_create("x"))
    for _ in range(20):
        os.write(hoard[-1], bytes(1 << 20))
