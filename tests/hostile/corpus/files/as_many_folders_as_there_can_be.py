# tries: use up all names of the disk, not its bytes
# must: runtime_error disk_full
import os

number = 0
while True:
    number += 1
    os.mkdir(str(number))
