# tries: to keep what it should have written down in a process that outlives kill and takes the port again
# must: wrong_answer tests_failed | runtime_error exited_at_start
# challenge: solve-http
import signal
import time
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200, b"{}")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/kept":
            Handler.kept += 1
            self.answer(200, b'{"kept": %d}' % Handler.kept)
            return
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


Handler.kept = 0
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
if os.fork():
    while True:
        time.sleep(1)
os.setsid()
if os.fork():
    os._exit(0)
ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
