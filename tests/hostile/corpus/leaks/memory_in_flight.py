# tries: leave memory in files that only a message in a socket still holds, where no process has them any more
# must: accepted | memory_limit_exceeded out_of_memory
# challenge: between
import array
import os
import socket

found = []
room = os.statvfs("/box/tmp")
if room.f_bavail * room.f_frsize < 24 << 20:
    found.append(f"only {room.f_bavail * room.f_frsize} bytes are left of the disk")
for number in range(4):
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    hidden = os.memfd_create("left")
    os.write(hidden, bytes(6 << 20))
    path = f"/box/tmp/{number}"
    with open(path, "wb") as file:
        file.write(bytes(2 << 20))
        os.unlink(path)
        held = array.array("i", [hidden, file.fileno(), left.fileno(), right.fileno()])
        left.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, held)])
        right.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, held)])
    os.close(hidden)
    left.detach()
    right.detach()
print(found or "contained")
