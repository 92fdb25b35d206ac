"""Sent right behind every attack: whatever is here that was not brought along is told."""

import os

found = [name for name in os.listdir(".") if name != "main.py"]
for place in ("/box/tmp", "/box/data", "/dev/shm", "/dev/mqueue", "/tmp"):
    if os.path.isdir(place):
        found += [f"{place}/{name}" for name in os.listdir(place)]
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        if int(pid) != os.getpid() and os.stat(f"/proc/{pid}").st_uid == os.getuid():
            found.append(f"process {pid}")
    except OSError:
        pass
print(found or "contained")
