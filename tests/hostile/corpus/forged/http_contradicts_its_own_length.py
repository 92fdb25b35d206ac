# tries: two lengths and a transfer coding, so that each reader sees another answer
# must: wrong_answer unreachable | wrong_answer tests_failed
# challenge: solve-http
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200, b"{}")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n"
            b'b\r\n{"sum": 17}\r\n0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"sum": 0}'
        )
        self.close_connection = True

    def answer(self, status, data, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
