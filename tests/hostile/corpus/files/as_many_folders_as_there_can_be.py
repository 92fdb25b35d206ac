# tries: use up all names of the disk, not its bytes
# must: runtime_error disk_full
# must on runsc: runtime_error disk_full | time_limit_exceeded cpu_time
# because: gVisor's own files are so slow that the time is over before the disk is full
import os

number = 0
while True:
    number += 1
    os.mkdir(str(number))
