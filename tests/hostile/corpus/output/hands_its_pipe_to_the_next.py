# tries: keep its output open where the next submission's run could find it: in a socket, in flight, listening in the box
# must: accepted
import array
import os
import socket
import time

for address in ("\0judge", "/box/tmp/door", "/dev/shm/door"):
    if os.fork() == 0:
        os.setsid()
        door = socket.socket(socket.AF_UNIX)
        door.bind(address)
        door.listen()
        left, right = socket.socketpair()
        rights = array.array("i", [1, left.fileno(), door.fileno()])
        left.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        while True:
            time.sleep(0.01)
time.sleep(0.1)
print("contained")
