# tries: hold data in the buffers of unix sockets that nobody reads from, in eight processes
# must: memory_limit_exceeded out_of_memory
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
        time.sleep(3)
        os._exit(0)
time.sleep(3)
