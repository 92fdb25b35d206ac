# tries: enter the network of another process through /proc, by setns and by descriptors
# must: accepted
import ctypes
import os

libc = ctypes.CDLL(None)
mine = os.readlink("/proc/self/ns/net")
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
if os.readlink("/proc/self/ns/net") != mine:
    got.append("another network")
print(got or "contained")
