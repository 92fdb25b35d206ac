# tries: enter the network of another process through /proc, by setns and by descriptors
# must: accepted
import ctypes
import os

libc = ctypes.CDLL(None)
mine = os.stat("/proc/self/ns/net").st_ino
got = []
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    for kind in ("net", "mnt", "pid", "user", "ipc", "uts", "cgroup"):
        try:
            handle = os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
        except OSError:
            continue
        if libc.setns(handle, 0) == 0:
            got.append((pid, kind))
        os.close(handle)
if os.stat("/proc/self/ns/net").st_ino != mine:
    got.append("another network")
print(got or "contained")
