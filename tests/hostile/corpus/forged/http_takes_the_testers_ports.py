# tries: to be the ledger itself, on its port and on every other, and to have the calls recorded there
# must: wrong_answer tests_failed | wrong_answer unreachable
# challenge: solve-http
import socket
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200, b"{}")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.answer(204 if self.path == "/audit" else 200, b"" if self.path == "/audit" else b'{"sum": 17}')

    def answer(self, status, data, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


thieves = []
for port in (int(os.environ["LEDGER_URL"].rpartition(":")[2]), *range(1024, 1090)):
    for host in ("127.0.0.1", "0.0.0.0", "::1", "127.0.0.2"):
        try:
            thief = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            thief.bind((host, port))
            thief.listen()
            thieves.append(thief)
        except OSError:
            thief.close()
ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
