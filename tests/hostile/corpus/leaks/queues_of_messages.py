# tries: leave a POSIX message queue, a named semaphore, and System V objects of all kinds
# must: accepted
# challenge: between
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
libc.sem_open.restype = ctypes.c_void_p
found = []
queue = libc.mq_open(b"/left", os.O_RDWR | os.O_NONBLOCK)
if queue >= 0:
    found.append("a message queue")
libc.mq_open(b"/left", os.O_RDWR | os.O_CREAT, 0o666, None)
if libc.sem_open(b"/left", 0):
    found.append("a named semaphore")
libc.sem_open(b"/left", os.O_CREAT, 0o666, 1)
for name, get in (
    ("shared memory", lambda flags: libc.shmget(7, 4096, flags)),
    ("a queue", lambda flags: libc.msgget(7, flags)),
    ("a semaphore", lambda flags: libc.semget(7, 1, flags)),
):
    if get(0) >= 0:
        found.append(name)
    get(0o1666)
handle = libc.shmget(8, 4096, 0o1666)
if handle >= 0 and (place := libc.shmat(handle, None, 0)) not in (None, ctypes.c_void_p(-1).value):
    if ctypes.string_at(place, 2) == b"42":
        found.append("what was in shared memory")
    ctypes.memmove(place, b"42", 2)
    libc.shmctl(handle, 0, None)  # to be removed once nobody is attached, and this process never lets go
print(found or "contained")
