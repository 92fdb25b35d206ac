import json
import os
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEPT = os.path.join(os.environ["DATA_DIR"], "kept")


def kept():
    try:
        with open(KEPT, encoding="ascii") as file:
            return int(file.read())
    except FileNotFoundError:
        return 0


def total(body):
    numbers = json.loads(body)
    if not isinstance(numbers, list) or not all(type(number) is int for number in numbers):
        raise ValueError("not a list of integers")
    return sum(numbers)


def enter(value):
    request = urllib.request.Request(
        os.environ["LEDGER_URL"] + "/entries",
        data=json.dumps({"sum": value}).encode(),
        headers={"content-type": "application/json"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=1):
            return 204
    except (OSError, urllib.error.URLError):
        return 502


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200, {"kept": kept()} if self.path == "/kept" else {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            if self.path == "/kept":
                value = kept() + int(json.loads(body))
                with open(KEPT + ".new", "w", encoding="ascii") as file:
                    file.write(str(value))
                os.replace(KEPT + ".new", KEPT)
                self.answer(200, {"kept": value})
            elif self.path == "/audit":
                self.answer(enter(total(body)), None)
            else:
                self.answer(200, {"sum": total(body)})
        except (ValueError, TypeError):
            self.answer(400, {"error": "not a list of integers"})

    def answer(self, status, value):
        data = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        if status != 204:
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
