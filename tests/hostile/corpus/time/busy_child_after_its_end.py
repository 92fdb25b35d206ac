# tries: end well at once, and leave children that go on using all processors, with all descriptors closed
# must: accepted
# must on runsc: accepted | time_limit_exceeded cpu_time
# because: gVisor counts whoever is ready to run as running, so that many processes use more time than there is
import os

for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        os.closerange(0, 1024)
        while True:
            pass
print("contained")
