# tries: leave a key in every keyring of the kernel, and find it again
# must: accepted
# challenge: between
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
ADD, REQUEST, CONTROL = {"x86_64": (248, 249, 250), "aarch64": (217, 218, 219)}[platform.machine()]
found = []
for ring in range(-1, -8, -1):
    if libc.syscall(CONTROL, 10, ring, b"user", b"left", 0) > 0:
        found.append(f"a key in ring {ring}")
    libc.syscall(ADD, b"user", b"left", b"42", 2, ring)
if libc.syscall(REQUEST, b"user", b"left", None, 0) > 0:
    found.append("a key")
for uid in (-1, 0, 700000001):
    libc.syscall(CONTROL, 22, uid, -3)
try:
    with open("/proc/keys") as keys:
        found += [line.strip() for line in keys if "left" in line]
except OSError:
    pass
print(found or "contained")
