# tries: grow by a MiB at a time, each as small as what a large program takes between two looks anyway
# must: memory_limit_exceeded out_of_memory
import time

blocks = []
while True:
    blocks.append(bytearray(1 << 20))
    time.sleep(0.003)
