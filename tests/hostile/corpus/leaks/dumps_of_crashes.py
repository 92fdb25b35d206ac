# tries: crash with a secret in memory, and find the dump of it
# must: accepted
# challenge: between
import os
import resource

found = []
for place in (".", "/box", "/box/tmp", "/dev/shm", "/var/crash", "/var/lib/systemd/coredump", "/tmp"):
    try:
        found += [f"{place}/{name}" for name in os.listdir(place) if name.startswith("core")]
    except OSError:
        pass
if os.fork() == 0:
    secret = b"42" * 100000
    os.chdir("/box/tmp")
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        pass
    os.abort()
os.wait()
found += [name for name in os.listdir("/box/tmp") if name.startswith("core") and os.path.getsize(f"/box/tmp/{name}") > 4096]
print(found or "contained")
