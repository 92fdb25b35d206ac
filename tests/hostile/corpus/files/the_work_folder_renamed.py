# tries: move, replace, remove, lock up or mount over the folders that the judge works in
# must: accepted
import ctypes
import os

got = []
libc = ctypes.CDLL(None)
for place in ("/box/work", "/box/tmp", "/box/data", "/box", "/dev/shm"):
    for act in (
        lambda: os.rename(place, place + "-moved"),
        lambda: os.rename(place, "/box/tmp/moved"),
        lambda: os.rmdir(place),
        lambda: os.chmod(place, 0),
        lambda: os.chown(place, os.getuid(), os.getgid()),
        lambda: os.symlink("/etc", place),
        lambda: os.setxattr(place, "user.x", b"1"),
    ):
        try:
            act()
            got.append(place)
        except OSError:
            pass
    if libc.mount(b"none", place.encode(), b"tmpfs", 0, None) == 0:
        got.append("mounted over " + place)
print(got or "contained")
