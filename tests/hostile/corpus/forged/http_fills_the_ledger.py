# tries: to send the ledger whatever it might expect, thousands of times, before it is asked to
# must: wrong_answer tests_failed | time_limit_exceeded request_timeout
# challenge: solve-http
import socket
import threading
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


def flood():
    address = ("127.0.0.1", int(os.environ["LEDGER_URL"].rpartition(":")[2]))
    body = b'{"sum": 17}'
    call = b"POST /entries HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
    while True:
        try:
            with socket.create_connection(address) as peer:
                for _ in range(200):
                    peer.sendall(call)
                    peer.recv(4096)
        except OSError:
            pass


threading.Thread(target=flood, daemon=True).start()
ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
