# tries: make device files of disks, memory and consoles, and open whatever devices there are
# must: accepted
# must on runsc: accepted | wrong_answer wrong_output
# because: gVisor lets everybody make and open such files: they are of its own kernel, which has no disk and no memory of the host
import os
import stat

got = []
WANTED = [(1, 1), (1, 2), (1, 4), (1, 11), (4, 0), (5, 1), (7, 0), (8, 0), (10, 200), (10, 229), (253, 0), (254, 0)]
for kind in (stat.S_IFCHR, stat.S_IFBLK):
    for major, minor in WANTED:
        for place in ("/box/work", "/box/tmp", "/box/data", "/dev/shm", "/dev"):
            name = f"{place}/device"
            try:
                os.mknod(name, kind | 0o666, os.makedev(major, minor))
                got.append((place, major, minor))
                os.close(os.open(name, os.O_RDWR))
                got.append("opened")
            except OSError:
                pass
HARMLESS = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "console", "stdin", "stdout", "stderr", "fd", "core"}
for folder, _, names in os.walk("/dev"):
    for name in names:
        path = f"{folder}/{name}"
        if name in HARMLESS or folder.startswith(("/dev/pts", "/dev/shm", "/dev/fd", "/dev/mqueue")):
            continue
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
            got.append(path)
        except OSError:
            pass
print(got or "contained")
