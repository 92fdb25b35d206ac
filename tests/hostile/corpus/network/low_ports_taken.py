# tries: take the ports that only root may, and every port of the databases, and keep them for the next submission
# must: accepted
import os
import signal
import socket
import time

if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.setsid()
    held = []
    for port in (22, 53, 80, 443, 3306, 5432, 6379, 8000, 8080):
        for family in (socket.AF_INET, socket.AF_INET6):
            taker = socket.socket(family)
            taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            try:
                taker.bind(("", port))
                taker.listen()
                held.append(taker)
            except OSError:
                pass
    time.sleep(60)
time.sleep(0.2)
print("contained")
