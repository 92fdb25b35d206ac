# tries: end well at once, and leave children that go on using all processors, with all descriptors closed
# must: accepted
import os

for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        os.closerange(0, 1024)
        while True:
            pass
print("contained")
