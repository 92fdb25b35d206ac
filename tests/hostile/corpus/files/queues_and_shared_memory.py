# tries: leave messages, semaphores and memory that belong to no process and lie in no folder, or fill the kernel by them
# must: accepted
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
made = 0
for number in range(3000):
    if libc.msgget(number + 1, 0o1666) < 0 and libc.semget(number + 1, 250, 0o1666) < 0:
        break
    made += 1
libc.shmat.restype = ctypes.c_void_p
block = libc.shmget(4242, 1 << 20, 0o1666)
place = libc.shmat(block, None, 0)
if place not in (None, ctypes.c_void_p(-1).value):
    ctypes.memmove(place, b"left", 4)
for number in range(500):
    if libc.mq_open(f"/q{number}".encode(), os.O_CREAT | os.O_RDWR, 0o666, None) < 0:
        break
print("contained")
