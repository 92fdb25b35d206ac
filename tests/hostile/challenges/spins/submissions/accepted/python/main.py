"""Sent right behind every attack, and the next in its box: finds all that a program is promised, and nothing else."""

import os
import sys

found = []
if sys.stdin.read() != "1 2\n":
    found.append("another input")
for place in ("/box/tmp", "/box/data", "/dev/shm", "/dev/mqueue", "/tmp"):
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
if os.path.exists("/proc/sysvipc"):
    for kind in ("msg", "sem", "shm"):
        with open(f"/proc/sysvipc/{kind}") as objects:
            found += [f"{kind}: {line.strip()}" for line in objects.readlines()[1:]]
else:
    import ctypes

    library = ctypes.CDLL(None)
    for kind, words in (("msg", ()), ("sem", (0,)), ("shm", (0,))):
        if getattr(library, f"{kind}get")(77, *words, 0) >= 0:
            found.append(f"{kind} 77")
with open("/box/tmp/room", "wb") as file:
    file.write(bytes(10 << 20))
memory = bytearray(32 << 20)
if (child := os.fork()) == 0:
    os._exit(7)
if os.waitpid(child, 0) != (child, 7 << 8):
    found.append("no children")
print("contained" if not found else found)
