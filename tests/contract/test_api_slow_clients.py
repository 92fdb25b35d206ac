"""Clients that are slow, silent or many, against a real gunicorn: each is left in bounded time, others are served.

The bounds are asked for generously, and always come from the server: nothing here ends a connection by itself.
"""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests.api_server import ApiServer

pytestmark = [pytest.mark.redis, pytest.mark.timeout(150)]

PATIENCE_S = 1
EVERY_S = 0.2
"""How often a slow client sends something: oftener than the server would take for silence."""
GIVEN_UP_S = 40
"""More than any of them is borne with: patience, and 8 s for the 64 KiB of a body that are asked for at once."""
HEAD = b"Host: 127.0.0.1\r\n"
POST = b"POST /api/v1/submissions HTTP/1.1\r\n" + HEAD + b"Content-Type: application/json\r\n"


@pytest.fixture(scope="module")
def server(shared_redis) -> Iterator[ApiServer]:
    shared_redis.empty()
    with ApiServer(shared_redis.url, JUDGE_CLIENT_PATIENCE_S=str(PATIENCE_S)) as server:
        yield server


def left(server: ApiServer, first: bytes, then: Callable[[int], bytes]) -> bytes:
    """What the server says until it ends the connection: ``first`` is sent at once, and something now and then."""
    heard = b""
    with socket.create_connection(server.address, 10) as connection:
        connection.settimeout(EVERY_S)
        connection.sendall(first)
        for turn in range(int(GIVEN_UP_S / EVERY_S)):
            try:
                while more := connection.recv(65536):
                    heard += more
                return heard
            except TimeoutError:
                pass
            except ConnectionError:
                return heard
            try:
                connection.sendall(then(turn))
            except ConnectionError:
                return heard
    raise AssertionError(f"it was still there after {GIVEN_UP_S} s; heard {heard!r}")


def trickle(_turn: int) -> bytes:
    return b"x"


SLOW = {
    "nothing at all": (b"", lambda _turn: b""),
    "half a request line": (b"GET /livez HT", lambda _turn: b""),
    "a request line, byte by byte": (b"GET /", trickle),
    "headers, line by line": (b"GET /livez HTTP/1.1\r\n" + HEAD, lambda turn: b"X-%d: 1\r\n" % turn),
    "a header, byte by byte": (b"GET /livez HTTP/1.1\r\n" + HEAD + b"X: ", trickle),
    "a body that does not come": (POST + b"Content-Length: 1000\r\n\r\n", lambda _turn: b""),
    "a body, byte by byte": (POST + b"Content-Length: 1000\r\n\r\n", trickle),
    "a chunk, byte by byte": (POST + b"Transfer-Encoding: chunked\r\n\r\n3E8\r\n", trickle),
    "chunks, one by one": (POST + b"Transfer-Encoding: chunked\r\n\r\n", lambda _turn: b"1\r\nx\r\n"),
    "trailers, one by one": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
        lambda turn: b"X-%d: 1\r\n" % turn,
    ),
    "a form, byte by byte": (
        POST.replace(b"application/json", b"multipart/form-data; boundary=b") + b"Content-Length: 1000\r\n\r\n--b\r\n",
        trickle,
    ),
    "a body that nobody reads": (b"POST /nope HTTP/1.1\r\n" + HEAD + b"Content-Length: 100000\r\n\r\n", trickle),
    "an answered connection that stays": (b"GET /livez HTTP/1.1\r\n" + HEAD + b"\r\n", lambda _turn: b""),
}


def test_whoever_is_slow_is_left_and_meanwhile_others_are_served(server: ApiServer) -> None:
    with ThreadPoolExecutor(len(SLOW)) as pool, httpx.Client(base_url=server.url) as client:
        ends = {name: pool.submit(left, server, *what) for name, what in SLOW.items()}
        while not all(end.done() for end in ends.values()):
            assert client.get("/livez", timeout=5).status_code == 200
            time.sleep(0.2)
    heard = {name: end.result() for name, end in ends.items()}
    for name in ("a body that does not come", "a body, byte by byte", "a form, byte by byte"):
        assert heard[name].startswith(b"HTTP/1.1 408 "), name
        assert b'"code":"request_timeout"' in heard[name], name
    assert b'"code":"not_found"' in heard["a body that nobody reads"]


def test_whoever_asks_and_does_not_take_the_answers_is_left(server: ApiServer) -> None:
    """Pipelined requests for something large, until the answers fill all buffers between the two."""
    request = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\n" + HEAD + b"\r\n"
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(server.address)
        connection.sendall(request * 20)
        give_up = time.monotonic() + GIVEN_UP_S
        while not closed(connection):
            assert time.monotonic() < give_up, "it waits for this client for ever"
            assert httpx.get(f"{server.url}/livez").status_code == 200
            time.sleep(0.5)


def closed(connection: socket.socket) -> bool:
    """Whether the other side has closed it, seen without reading what it sent."""
    try:
        connection.send(b"x", socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    return False


def test_a_thousand_silent_connections_keep_nobody_from_being_served(server: ApiServer) -> None:
    with ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection(server.address, 10)) for _ in range(1000)]
        assert httpx.get(f"{server.url}/livez", timeout=10).status_code == 200
        for connection in silent:
            connection.settimeout(GIVEN_UP_S)
            assert connection.recv(1) == b""
