# tries: leave a message, shared memory and a semaphore for the next submission, under a number that both know
# must: accepted
import ctypes

KEY, OPEN_TO_ALL = 77, 0o1666
library = ctypes.CDLL(None, use_errno=True)
library.shmat.restype = ctypes.c_void_p
queue = library.msgget(KEY, OPEN_TO_ALL)
library.msgsnd(queue, (ctypes.c_long * 8)(1, 42), 32, 0)
block = library.shmat(library.shmget(KEY, 4096, OPEN_TO_ALL), None, 0)
ctypes.memmove(block, b"remember", 8)
made = library.semget(KEY, 1, OPEN_TO_ALL) >= 0 and queue >= 0
for _ in range(300):
    library.msgget(0, OPEN_TO_ALL)
print("contained" if made else f"nothing could be made: {ctypes.get_errno()}")
