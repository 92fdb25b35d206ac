# tries: make a tree that is deeper than any path can be long, until no more fits, for whoever has to remove it
# must: runtime_error disk_full
import os

while True:
    os.mkdir("d")
    os.chdir("d")
