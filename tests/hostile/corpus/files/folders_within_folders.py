# tries: make a tree that is deeper than any path can be long, until no more fits, for whoever has to remove it
# must: runtime_error disk_full
# must on runsc: runtime_error disk_full | time_limit_exceeded cpu_time
# because: gVisor's own files are so slow that the time is over before the disk is full
import os

while True:
    os.mkdir("d")
    os.chdir("d")
