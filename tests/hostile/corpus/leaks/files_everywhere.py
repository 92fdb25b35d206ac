# tries: leave a file in every folder that can be written to, and find it in the next run
# must: accepted
# challenge: between
import os
import time

NAME = "left-by-the-one-before"
until = time.monotonic() + 5  # on a busy machine a walk of all there is takes longer than there is time
found = []
seen = set()
for place in map(os.path.realpath, ("/box", "/dev", "/tmp", "/var", "/run", "/opt", "/")):
    for folder, folders, files in os.walk(place):
        if time.monotonic() > until:
            break
        if folder in ("/proc", "/sys") or folder in seen:
            folders.clear()
            continue
        seen.add(folder)
        if NAME in files:
            found.append(folder)
        try:
            with open(f"{folder}/{NAME}", "w") as file:
                file.write("42")
        except OSError:
            pass
print(found or "contained")
