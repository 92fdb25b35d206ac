"""What only a real gunicorn shows: requests that never reach the app, and more clients than a shell's limits allow."""

import json
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from tests.api_server import ApiServer

pytestmark = pytest.mark.redis

HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST /api/v1/submissions HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
GET = b"GET /livez HTTP/1.1\r\n" + HOST

REFUSED = [
    (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "uri_too_long"),
    (GET + b"X: " + b"a" * 9000 + b"\r\n\r\n", 431, "headers_too_large"),
    (GET + b"".join(b"X-%d: 1\r\n" % number for number in range(200)) + b"\r\n", 431, "headers_too_large"),
    (b"GARBAGE\r\n\r\n", 400, "bad_request"),
    (b"GET /liv\xc3\xa9z HTTP/1.1\r\n" + HOST + b"\r\n", 400, "bad_request"),
    (GET + b"Expect: wonders\r\n\r\n", 400, "bad_request"),
    (POST + b"Content-Length: abc\r\n\r\n{}", 400, "bad_request"),
    (POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400, "bad_request"),
    (POST + b"Transfer-Encoding: gzip\r\n\r\n{}", 400, "bad_request"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[ApiServer]:
    with ApiServer("redis://127.0.0.1:1/0") as server:  # nothing here needs one
        yield server


def exchange(server: ApiServer, request: bytes) -> tuple[int, str, bytes]:
    """Status, content type and body of the first answer to ``request``."""
    with socket.create_connection(server.address, 10) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as answer:
            status = int(answer.readline().split()[1])
            headers = dict(line.rstrip().split(b": ", 1) for line in iter(answer.readline, b"\r\n"))
            body = answer.read(int(headers[b"Content-Length"]))
    return status, headers[b"Content-Type"].decode(), body


@pytest.mark.parametrize(("request_bytes", "status", "code"), REFUSED)
def test_what_never_reaches_the_app_is_a_problem_too(
    server: ApiServer, request_bytes: bytes, status: int, code: str
) -> None:
    got, kind, body = exchange(server, request_bytes)
    assert (got, kind, json.loads(body)["code"]) == (status, "application/problem+json", code)


@pytest.mark.parametrize("length", [b"ZZ", b"-5"])
def test_a_chunk_of_no_length_is_a_problem_once_the_body_is_read(redis_url: str, length: bytes) -> None:
    request = POST + b"Transfer-Encoding: chunked\r\n\r\n" + length + b"\r\n{}\r\n0\r\n\r\n"
    with ApiServer(redis_url) as server:
        got, kind, body = exchange(server, request)
    assert (got, kind, json.loads(body)["code"]) == (400, "application/problem+json", "bad_request")


@pytest.mark.parametrize("header", [b"SCRIPT_NAME: /x", b"PATH_INFO: /nope", b"X-Forwarded-Proto: https"])
def test_a_client_cannot_pose_as_a_proxy(server: ApiServer, header: bytes) -> None:
    further = b"X-Forwarded-Ssl: off\r\n"
    assert exchange(server, GET + header + b"\r\n" + further + b"\r\n")[0] == 200


@contextmanager
def open_files(soft: int) -> Iterator[None]:
    """What is started meanwhile may open so many files, unless it asks for more."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_more_clients_are_served_than_a_shell_lets_a_process_open_files(redis_url: str) -> None:
    with ExitStack() as stack:
        with open_files(256):
            server = stack.enter_context(ApiServer(redis_url))
        for _ in range(400):
            connection = stack.enter_context(socket.create_connection(server.address, 10))
            connection.sendall(GET + b"\r\n")
            assert connection.recv(12) == b"HTTP/1.1 200"
        assert httpx.get(f"{server.url}/api/v1/submissions").json() == {"submissions": [], "cursor": None}
