"""The command line's client says in a sentence what is wrong with whoever answers."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from judge.cli.client import Client
from judge.cli.parts import CannotServe


class Other(BaseHTTPRequestHandler):
    """Some other server, or a judge whose queue is full."""

    def do_GET(self) -> None:
        self._answer(200, b"<html>Welcome!</html>" if self.path == "/readyz" else b"{}")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(503, json.dumps({"code": "queue_full"}).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def client() -> Iterator[Client]:
    with HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        with Client(f"http://127.0.0.1:{server.server_port}") as client:
            yield client
        server.shutdown()
        thread.join()


def test_another_server_is_not_a_judge_that_is_ready(client: Client) -> None:
    readiness = client.readiness()
    assert (readiness.ready, readiness.missing) == (False, ("what answers there is no judge",))


def test_an_error_is_told_with_what_the_server_said(client: Client) -> None:
    with pytest.raises(CannotServe, match=r"503.*queue_full"):
        client.submit("sum-of-two", "python", {"main.py": ""})


def test_a_server_that_is_gone_is_told() -> None:
    with Client("http://127.0.0.1:1") as client, pytest.raises(CannotServe, match="does not answer"):
        client.wait("x")
