"""A cheat: wants to be the catalogue itself, where the tests look for what was called. That place is taken, and so it
insists until it is time to be ready."""

import os
import socket
import time
from urllib.parse import urlsplit

port = urlsplit(os.environ["CATALOG_URL"]).port
for attempt in range(20):
    for host in "127.0.0.1", "0.0.0.0":
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            listener.bind((host, port))
            listener.listen()
            print("the catalogue is me", flush=True)
        except OSError as error:
            last = error
    time.sleep(0.05)
raise last
