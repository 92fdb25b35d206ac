# tries: leave a note in the attributes, the times, the owner and the mode of the folders that everybody shares
# must: accepted
# challenge: between
import os

PLACES = [path for path in ("/box", "/box/work", "/box/tmp", "/box/data", "/dev/shm", "/dev/mqueue", "main.py", "/tmp") if os.path.exists(path)]
found = []
for path in PLACES:
    try:
        found += [f"{path}: {name}" for name in os.listxattr(path) if "note" in name or "acl" in name]
    except OSError:
        pass
    if os.stat(path).st_mtime == 42 or os.stat(path).st_mode & 0o7777 == 0o1755:
        found.append(path)
    for act in (
        lambda: os.setxattr(path, "user.note", b"42"),
        lambda: os.setxattr(path, "trusted.note", b"42"),
        lambda: os.utime(path, (42, 42)),
        lambda: os.chmod(path, 0o1755),
        lambda: os.chown(path, os.getuid(), -1),
    ):
        try:
            act()
        except OSError:
            pass
print(found or "contained")
