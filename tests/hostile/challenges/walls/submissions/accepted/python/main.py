"""Sent right behind every attack, and the next in its box: finds all that a program is promised, and nothing else."""

import os
import subprocess
import sys

found = []
if sys.stdin.read() != "1 2\n":
    found.append("another input")
for place in ("/box/tmp", "/box/data", "/dev/shm", "/dev/mqueue"):
    if os.path.isdir(place) and os.listdir(place):
        found.append(f"{place}: {os.listdir(place)[:3]}")
if os.listdir(".") != ["main.py"]:
    found.append(f"beside it: {os.listdir('.')[:3]}")
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        stranger = int(pid) != os.getpid() and os.stat(f"/proc/{pid}").st_uid == os.getuid()
    except OSError:
        continue
    if stranger:
        found.append(f"process {pid}")
for kind in ("msg", "sem", "shm"):
    try:
        with open(f"/proc/sysvipc/{kind}") as objects:
            found += [f"{kind}: {line.strip()}" for line in objects.readlines()[1:]]
    except OSError:
        pass
with open("/box/tmp/room", "wb") as file:
    file.write(bytes(20 << 20))
memory = bytearray(48 << 20)
if subprocess.run(["/bin/echo", "child"], capture_output=True).stdout != b"child\n":
    found.append("no children")
print("contained" if not found else found)
