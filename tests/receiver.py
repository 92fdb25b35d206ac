"""A receiver of webhooks on loopback: verifies each message with the receivers' library, and answers as told."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

WAIT_S = 30


@dataclass(frozen=True)
class Received:
    """``verified``: by the secret that the receiver knew then."""

    id: str
    path: str
    host: str
    body: dict[str, Any]
    verified: bool
    headers: dict[str, str]


Behave = Callable[[BaseHTTPRequestHandler], None]


def status(code: int, **headers: str) -> Behave:
    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in {"Content-Length": "0", **headers}.items():
            request.send_header(name, value)
        request.end_headers()

    return behave


def closes(request: BaseHTTPRequestHandler) -> None:
    """Hangs up instead of answering."""
    request.close_connection = True


def sleeps(seconds: float) -> Behave:
    return lambda _: time.sleep(seconds)


def drips(request: BaseHTTPRequestHandler) -> None:
    """A header byte now and then, for ever."""
    try:
        while True:
            request.wfile.write(b"H")
            time.sleep(0.05)
    except OSError:
        return


def pours(request: BaseHTTPRequestHandler) -> None:
    """200, and a body without end."""
    request.send_response(200)
    request.end_headers()
    try:
        while True:
            request.wfile.write(b"x" * 65536)
    except OSError:
        return


@dataclass
class Receiver:
    """``answers`` are given in turn, then 200."""

    secret: str = ""
    answers: list[Behave] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def wait_for(self, number: int) -> list[Received]:
        """So many messages, or an error."""
        deadline = time.monotonic() + WAIT_S
        while len(self.received) < number:
            assert time.monotonic() < deadline, self.received
            time.sleep(0.01)
        return self.received[:number]

    def take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append(
            Received(
                id=headers.get("webhook-id", ""),
                path=request.path,
                host=headers.get("host", ""),
                body=json.loads(body),
                verified=self._verifies(body, headers),
                headers=headers,
            )
        )
        (self.answers.pop(0) if self.answers else status(200))(request)

    def _verifies(self, body: bytes, headers: dict[str, str]) -> bool:
        if not self.secret:
            return False
        try:
            Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError:
            return False
        return True


@contextmanager
def receiving(tls: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.take(self)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer((address, 0), Handler) as server:
        server.daemon_threads = True
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        receiver.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield receiver
        server.shutdown()
