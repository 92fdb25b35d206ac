"""What schemathesis does not send: odd methods, headers, content types and bodies, to every call, as every role, raw.

No answer is one of a 5xx, each error is a problem document, and afterwards the server still does its work.
"""

import json
import re
import socket
from collections.abc import Iterator

import httpx
import pytest

from judge.api.app import route_table
from judge.api.metrics import Metrics
from judge.domain.access import Role
from tests.api_server import ApiServer
from tests.fakes.world import World

pytestmark = [pytest.mark.redis, pytest.mark.timeout(120)]

CALLS = route_table(World().cases, Metrics(lambda: None))
PATHS = {f"{call.method} {call.path}": re.sub(r"\{\w+\}", "0" * 26, call.path) for call in CALLS}
WITH_BODY = [name for call in CALLS if call.body for name in [f"{call.method} {call.path}"]]
DEEP = 100_000
BODIES = {
    "nothing": b"",
    "NUL": b"\x00",
    "no JSON": b"{'a': 1}",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "bytes that are no text": b'{"name": "\xff\xfe"}',
    "half a surrogate pair": b'{"name": "\\ud800", "challenge": "\\udfff", "files": {"\\ud800": "\\ud800"}}',
    "NULs in it": b'{"name": "a\\u0000b", "challenge": "\\u0000", "files": {"a\\u0000": "\\u0000"}, "url": "\\u0000"}',
    "deep lists": b"[" * DEEP,
    "deep and closed": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"name":' * DEEP + b"1" + b"}" * DEEP,
    "deep within": b'{"files": ' + b"[" * 900 + b"]" * 900 + b"}",
    "a long number": b'{"name": ' + b"9" * 10_000 + b', "limit": ' + b"9" * 4000 + b"}",
    "a large number": b'{"duration_s": 1e400, "attempts": 1e308, "seconds": -1e308, "points": 18446744073709551616}',
    "a small number": b'{"duration_s": 1e-400, "attempts": -0.0}',
    "no number": b'{"duration_s": NaN, "attempts": Infinity}',
    "a key twice": b'{"name": "a", "name": "b"}',
    "a key of nothing": b'{"": ""}',
    "null": b"null",
    "a text": b'"' + b"a" * 100_000 + b'"',
    "many keys": b"{" + b",".join(b'"k%d":1' % number for number in range(20_000)) + b"}",
    "prototypes": b'{"__proto__": {"role": "admin"}, "constructor": 1, "__class__": 1, "role": "admin"}',
    "wrong everywhere": b'{"name": [], "role": {}, "challenge": 1, "files": "x", "events": 1, "organisation": false}',
}
KINDS = [
    b"application/json",
    b"multipart/form-data; boundary=b",
    b"multipart/form-data",
    b"text/plain",
    b"application/jsonx",
]
KINDS += [
    b"application/json; charset=utf-7",
    b"application/x-www-form-urlencoded",
    b"*/*",
    b"\xff",
    b"",
    b"a" * 4000,
    b"application/",
]
KINDS += [
    b'multipart/form-data; boundary="' + b"b" * 300 + b'"',
    b"multipart/form-data; boundary=;;",
    b"multipart/mixed; boundary=b",
]
ODD_HEADERS = [
    b"Accept: application/xml",
    b"Accept: \xff",
    b"Accept-Encoding: gzip;q=x, br",
    b"Accept-Language: \xe9,;q=",
    b"Idempotency-Key: \x80",
    b"Idempotency-Key: " + b"k" * 5000,
    b"Last-Event-ID: \xb2",
    b"Last-Event-ID: 9" + b"9" * 400,
    b"Last-Event-ID: -",
    b"Range: bytes=0-,1-,2-",
    b"If-None-Match: *",
    b"If-Modified-Since: yesterday",
    b"Cookie: a=b; " + b"c" * 4000,
    b"Cookie: \xff=\xfe",
    b"X-Forwarded-For: ::1, %00",
    b"X-Forwarded-Host: evil",
    b"X-HTTP-Method-Override: DELETE",
    b"X-Original-URL: /admin",
    b'Forwarded: for="',
    b"Origin: null",
    b"Sec-Fetch-Site: cross-site",
    b"Sec-Fetch-Site: \xff",
    b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings",
    b"Upgrade: websocket\r\nConnection: upgrade",
    b"Content-Encoding: gzip",
    b"Expect: 100-continue",
    b"Traceparent: \xff",
    b"Authorization: Basic YTpi",
    b"Authorization:",
    b"TE: trailers",
    b"Max-Forwards: -1",
    b"Content-MD5: x",
]
TOGETHER = [ODD_HEADERS[at::5] for at in range(5)]
TAILS = ["/", "//", "/..", "/%2e%2e", "/%00", "/%ff", "%0d%0aX: y", ";a=b", "/" + "a" * 3000, "?a&a&=&%ff=%00"]
TAILS += ["?" + "a=1&" * 900]
METHODS = [b"HEAD", b"OPTIONS", b"PUT", b"TRACE", b"CONNECT", b"PROPFIND", b"BREW", b"G" * 200]


class Wire:
    """One connection after another, with requests as bytes."""

    def __init__(self, server: ApiServer, key: str) -> None:
        self._server = server
        self._key = key
        self._socket: socket.socket | None = None
        self.sent = 0

    def ask(self, method: bytes, path: str, *headers: bytes, body: bytes = b"") -> tuple[int, str, bytes]:
        head = [
            method + b" " + path.encode() + b" HTTP/1.1",
            b"Host: 127.0.0.1",
            f"Authorization: Bearer {self._key}".encode(),
        ]
        if body or method not in (b"GET", b"HEAD"):
            head.append(b"Content-Length: %d" % len(body))
        self.sent += 1
        if self._socket is None:
            self._socket = socket.create_connection(self._server.address, 30)
        self._socket.sendall(b"\r\n".join([*head, *headers, b"", b""]) + body)
        with self._socket.makefile("rb") as answer:
            status = int(answer.readline().split()[1])
            while status == 100:
                answer.readline()
                status = int(answer.readline().split()[1])
            got = dict(line.rstrip().lower().split(b": ", 1) for line in iter(answer.readline, b"\r\n"))
            length = 0 if method == b"HEAD" or status in (204, 304) else int(got.get(b"content-length", b"0"))
            said = answer.read(length)
        # After a refusal there may be bytes of ours that nobody reads: begin anew.
        if status >= 400 or got.get(b"connection") == b"close" or b"transfer-encoding" in got:
            self.close()
        return status, got.get(b"content-type", b"").decode(), said

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


@pytest.fixture(scope="module")
def server(shared_redis) -> Iterator[ApiServer]:
    shared_redis.empty()
    with ApiServer(shared_redis.url, JUDGE_QUOTA_FACTOR="0") as server:
        yield server


@pytest.fixture(scope="module")
def keys(server: ApiServer) -> dict[Role, str]:
    with httpx.Client(base_url=server.url) as client:

        def make(role: Role) -> str:
            new = {"role": role, "name": "odd", "organisation": None if role is Role.ADMIN else "acme"}
            made: str = client.post("/api/v1/keys", json=new).raise_for_status().json()["key"]
            client.headers.setdefault("Authorization", f"Bearer {made}")
            return made

        return {role: make(role) for role in (Role.ADMIN, *(role for role in Role if role is not Role.ADMIN))}


@pytest.fixture(params=Role)
def wire(request: pytest.FixtureRequest, server: ApiServer, keys: dict[Role, str]) -> Iterator[Wire]:
    wire = Wire(server, keys[request.param])
    yield wire
    wire.close()
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {keys[request.param]}"}) as client:
        assert client.get("/api/v1/me").json()["role"] == request.param
    print(f"{wire.sent} requests as {request.param}")


def sound(answer: tuple[int, str, bytes], what: object, *, method: bytes = b"GET") -> int:
    status, kind, said = answer
    if status == 503 and kind == "application/json":
        return status  # /readyz, while no worker runs
    assert status < 500, (what, answer)
    if status >= 400 and kind != "text/html; charset=utf-8" and method != b"HEAD":
        assert kind == "application/problem+json", (what, answer)
    if kind == "application/problem+json" and said:
        problem = json.loads(said)
        assert problem["status"] == status, (what, answer)
        assert problem["code"], (what, answer)
    return status


def test_odd_bodies_are_refused_by_every_call_that_takes_one(wire: Wire) -> None:
    for name in WITH_BODY:
        method = name.partition(" ")[0].encode()
        for what, body in BODIES.items():
            answer = wire.ask(method, PATHS[name], b"Content-Type: application/json", body=body)
            assert sound(answer, (name, what)) >= 400, (name, what, answer)


def test_odd_content_types_are_refused_or_read_as_what_they_say(wire: Wire) -> None:
    for name in WITH_BODY:
        method = name.partition(" ")[0].encode()
        for kind in KINDS:
            answer = wire.ask(method, PATHS[name], b"Content-Type: " + kind, body=b'{"a": 1}')
            assert sound(answer, (name, kind)) >= 400, (name, kind, answer)


def test_odd_headers_hurt_no_call(wire: Wire) -> None:
    for name, path in PATHS.items():
        for headers in TOGETHER:
            sound(wire.ask(name.partition(" ")[0].encode(), path, *headers), (name, headers))


def test_each_odd_header_hurts_no_call_that_reads_headers(wire: Wire) -> None:
    for call in CALLS:
        if call.headers or call.body:
            for header in ODD_HEADERS:
                name = f"{call.method} {call.path}"
                sound(wire.ask(call.method.encode(), PATHS[name], header), (name, header))


@pytest.mark.parametrize("wire", [Role.CANDIDATE], indirect=True)
def test_odd_methods_and_addresses_hurt_no_call(wire: Wire) -> None:
    for path in dict.fromkeys(PATHS.values()):
        for method in METHODS:
            sound(wire.ask(method, path), (method, path), method=method)
        for tail in TAILS:
            sound(wire.ask(b"GET", path + tail), (path, tail))
