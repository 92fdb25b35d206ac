# tries: hold data in the buffers of unix sockets that nobody reads from, in eight processes
# must: memory_limit_exceeded out_of_memory
# must on runsc: memory_limit_exceeded out_of_memory | time_limit_exceeded cpu_time | judge_error box_broken
# because: what gVisor's kernel itself holds is seen by nobody within the box, and ends all of it at the box's wall
import os
import socket
import time

for _ in range(8):
    if os.fork() == 0:
        pairs = []
        try:
            while True:
                pairs.append(socket.socketpair())
                for end in pairs[-1]:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
                    end.setblocking(False)
                    try:
                        while True:
                            end.send(bytes(32768))
                    except BlockingIOError:
                        pass
        except OSError:
            pass
        time.sleep(9)
        os._exit(0)
time.sleep(9)
