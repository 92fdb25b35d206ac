"""Requests whose end two programs could see at different places, sent raw to a real gunicorn.

Behind a proxy, whoever makes it see one request where the server sees two has spoken with somebody else's connection.
Each of these gets one refusal and the end of its connection: what comes after it is never taken for a request.
"""

import re
import socket
from collections.abc import Iterator

import pytest

from judge.api.headers import SAFE
from tests.api_server import ApiServer

pytestmark = [pytest.mark.redis, pytest.mark.timeout(120)]

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /livez HTTP/1.1\r\n" + HOST
POST = b"POST /api/v1/submissions HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
NEXT = GET + b"\r\n"
"""What is smuggled: a good request, which would be answered by 200."""
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
END = b"0\r\n\r\n"

AMBIGUOUS = {
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
    "two equal lengths": POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "a list of lengths": POST + b"Content-Length: 2, 40\r\n\r\n{}",
    "a length with a sign": POST + b"Content-Length: +2\r\n\r\n{}",
    "a negative length": POST + b"Content-Length: -2\r\n\r\n{}",
    "a length in hex": POST + b"Content-Length: 0x2\r\n\r\n{}",
    "a length with an underscore": POST + b"Content-Length: 1_0\r\n\r\n{}",
    "a length in other digits": POST + b"Content-Length: \xb2\r\n\r\n{}",
    "an empty length": POST + b"Content-Length:\r\n\r\n{}",
    "length and chunks": CHUNKED + b"Content-Length: 5\r\n\r\n" + END,
    "chunks and length": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + END,
    "chunks twice": CHUNKED + b"Transfer-Encoding: chunked\r\n\r\n" + END,
    "chunks, then something": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n" + END,
    "chunks of a kind": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + END,
    "chunks behind a tab and a bell": POST + b"Transfer-Encoding:\t\x0bchunked\r\n\r\n" + END,
    "chunks in HTTP/1.0": CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n" + END,
    "a space before the colon": POST + b"Content-Length : 2\r\n\r\n{}",
    "a line that goes on": POST + b"X: a\r\n Content-Length: 2\r\n\r\n{}",
    "a header that begins with a space": b"POST /livez HTTP/1.1\r\n X: a\r\n" + HOST + b"\r\n",
    "a NUL in a header": GET + b"X: a\x00b\r\n\r\n",
    "a CR in a header": GET + b"X: a\rContent-Length: 40\r\n\r\n",
    "LF alone in the head": GET.replace(b"\r\n", b"\n") + b"\n",
    "LF alone after a header": GET + b"X: a\nContent-Length: 40\r\n\r\n",
    "two hosts": GET + b"Host: elsewhere\r\n\r\n",
    "no version": b"GET /livez\r\n" + HOST + b"\r\n",
    "a version there is not": b"GET /livez HTTP/9.9\r\n" + HOST + b"\r\n",
    "a space in the address": b"GET /livez /x HTTP/1.1\r\n" + HOST + b"\r\n",
    "a NUL in the address": b"GET /live\x00z HTTP/1.1\r\n" + HOST + b"\r\n",
    "HTTP/2 by prior knowledge": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a proxy's line": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + GET + b"\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n",
    "a size of a chunk with a sign": CHUNKED + b"\r\n+2\r\n{}\r\n" + END,
    "a size of a chunk in Python's spelling": CHUNKED + b"\r\n0x2\r\n{}\r\n" + END,
    "a size of a chunk with a space before it": CHUNKED + b"\r\n 2\r\n{}\r\n" + END,
    "a huge chunk": CHUNKED + b"\r\n" + b"F" * 9000 + b"\r\n{}\r\n" + END,
    "a chunk that is longer than it says": CHUNKED + b"\r\n2\r\n{}XX\r\n" + END,
    "an extension of a chunk with a CR": CHUNKED + b"\r\n2;a\rb\r\n{}\r\n" + END,
    "an endless extension of a chunk": CHUNKED + b"\r\n2;" + b"a" * 100_000 + b"\r\n{}\r\n" + END,
    "LF alone after the size of a chunk": CHUNKED + b"\r\n2\n{}\r\n" + END,
    "a length among the trailers": CHUNKED + b"\r\n2\r\n{}\r\n0\r\nContent-Length: 40\r\n\r\n",
}
"""All but the NEXT that follows."""


@pytest.fixture(scope="module")
def server(shared_redis) -> Iterator[ApiServer]:
    shared_redis.empty()
    with ApiServer(shared_redis.url, JUDGE_CLIENT_PATIENCE_S="1") as server:
        yield server


def said(server: ApiServer, request: bytes) -> bytes:
    """All that the server says, until it ends the connection by itself."""
    heard = b""
    with socket.create_connection(server.address, 30) as connection:
        connection.sendall(request)
        try:
            while more := connection.recv(65536):
                heard += more
        except ConnectionResetError:
            pass  # it closed with bytes of ours unread
    return heard


def test_good_requests_on_one_connection_are_each_answered(server: ApiServer) -> None:
    body = b"Content-Length: 2\r\n\r\n{}"
    chunks = CHUNKED + b"\r\n2;name=value\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n"
    last = GET + b"Connection: close\r\n\r\n"
    heard = said(server, POST + body + NEXT + chunks + NEXT + b"\r\n" + last)
    assert re.findall(rb"HTTP/1\.1 (\d+)", heard) == [b"422", b"200", b"422", b"200", b"200"]


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_request_with_two_ends_is_refused_and_nothing_behind_it_is_a_request(server: ApiServer, name: str) -> None:
    heard = said(server, AMBIGUOUS[name] + NEXT)
    assert heard.count(b"HTTP/1.1 ") == 1, heard
    assert heard.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 408 ", b"HTTP/1.1 431 ")), heard
    assert b'{"alive":true}' not in heard


@pytest.mark.parametrize(
    "request_bytes",
    [GET + b"X\r\n\r\n", b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n", GET + b"X: y\r\n" * 100 + b"\r\n"],
    ids=["no colon", "a long address", "many headers"],
)
def test_what_gunicorn_refuses_by_itself_has_the_headers_of_every_answer(
    server: ApiServer, request_bytes: bytes
) -> None:
    head = said(server, request_bytes).partition(b"\r\n\r\n")[0].decode()
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert headers.items() >= SAFE.items()
    assert headers["Connection"] == "close"


def test_nobody_is_told_what_serves_in_which_version(server: ApiServer) -> None:
    for request in (
        GET + b"Connection: close\r\n\r\n",
        b"GET /nope HTTP/1.1\r\nConnection: close\r\n\r\n",
        GET + b"X\r\n\r\n",
    ):
        head = said(server, request).partition(b"\r\n\r\n")[0].lower()
        server_lines = [
            line for line in head.split(b"\r\n") if line.startswith((b"server:", b"x-powered-by:", b"via:"))
        ]
        assert server_lines in ([], [b"server: gunicorn"])
