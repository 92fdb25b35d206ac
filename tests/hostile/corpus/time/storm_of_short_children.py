# tries: have its work done by children that each live for some milliseconds, fewer than anybody measures
# challenge: spins
# must: time_limit_exceeded cpu_time
import os
import time

while True:
    children = []
    for _ in range(4):
        if (child := os.fork()) == 0:
            end = time.perf_counter() + 0.004
            while time.perf_counter() < end:
                pass
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
