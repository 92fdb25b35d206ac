# tries: to answer every list with its first member as the sum
# must: wrong_answer tests_failed
# challenge: solve-http
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = {}

    def do_GET(self):
        self.answer({"kept": 0})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        # What an earlier test got for the same, or else a guess that it may have been.
        first = (json.loads(body) or [0])[0] if body[:1] == b"[" else 0
        self.answer(self.seen.setdefault(body, {"sum": first, "kept": first}))

    def answer(self, value):
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
