# tries: answer the next run from a daemon, on TCP, UDP, and abstract and ordinary unix sockets
# must: accepted
# challenge: between
import os
import signal
import socket
import time

PLACES = [
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 4242)),
    (socket.AF_INET6, socket.SOCK_STREAM, ("::1", 4243)),
    (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 4244)),
    (socket.AF_UNIX, socket.SOCK_STREAM, "\0left"),
    (socket.AF_UNIX, socket.SOCK_DGRAM, "\0left-datagram"),
    (socket.AF_UNIX, socket.SOCK_STREAM, "/box/tmp/left"),
    (socket.AF_UNIX, socket.SOCK_STREAM, "/dev/shm/left"),
]
found = []
servers = []
for family, kind, address in PLACES:
    try:
        with socket.socket(family, kind) as asking:
            asking.settimeout(0.2)
            asking.connect(address)
            if kind == socket.SOCK_STREAM:
                found.append(f"{address} answers")
    except OSError:
        pass
    try:
        server = socket.socket(family, kind)
        server.bind(address)
        if kind == socket.SOCK_STREAM:
            server.listen()
        servers.append(server)
    except OSError as error:
        if "in use" in str(error):
            found.append(f"{address} is taken")
if os.fork() == 0:
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(3):
            os.close(descriptor)
        while True:
            time.sleep(0.05)
    os._exit(0)
print(found or "contained")
