"""A cheat: wants to be the database that the tests will ask. It comes too late for that, and does not get over it."""

import os
import socket
import time
from urllib.parse import urlsplit

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
listener.bind(("127.0.0.1", urlsplit(os.environ["DATABASE_URL"]).port))
listener.listen()
time.sleep(60)
