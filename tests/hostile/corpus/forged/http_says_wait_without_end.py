# tries: to keep the tester with informational answers, and to slip a whole one in between
# must: time_limit_exceeded request_timeout | output_limit_exceeded response_too_large | wrong_answer unreachable
# challenge: solve-http
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200, b"{}")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        import time

        while True:
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\ncontent-length: 11\r\nlink: x\r\n\r\n")
            time.sleep(0.001)

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
