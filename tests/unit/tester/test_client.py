"""The client against services that do their worst: each of them costs a bounded time and a bounded memory."""

import asyncio
import gzip
import itertools
import resource
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from judge_tester.failures import RequestTimeout, ResponseTooLarge
from judge_tester.http.client import new_async_client, new_client
from judge_tester.http.exchange import Recorder
from judge_tester.http.transport import ClientLimits
from tests.unit.tester.servers import Behaviour, answering, http, read_head, sending

Serve = Callable[[Behaviour], int]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
LIMITS = ClientLimits(request_timeout_s=0.15, response_bytes=256 * 1024)
MIB = b"x" * (1 << 20)


def ask(port: int, limits: ClientLimits = LIMITS, **more: object) -> httpx.Response:
    with new_client(f"http://127.0.0.1:{port}", limits, Recorder(limits.response_bytes)) as client:
        return client.request("POST" if more else "GET", "/", **more)  # type: ignore[arg-type]  # any argument


def ask_async(port: int, limits: ClientLimits = LIMITS, **more: object) -> httpx.Response:
    async def run() -> httpx.Response:
        async with new_async_client(f"http://127.0.0.1:{port}", limits, Recorder(limits.response_bytes)) as client:
            return await client.request("POST" if more else "GET", "/", **more)  # type: ignore[arg-type]  # any argument

    return asyncio.run(run())


both = pytest.mark.parametrize("request_of", [ask, ask_async], ids=["sync", "async"])


def endless(start: bytes, piece: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: itertools.chain([start], itertools.repeat(piece))


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def forget_peak() -> None:
    """The peak is that of the whole process; without this, earlier tests have been higher, and no bound could fail."""
    Path("/proc/self/clear_refs").write_text("5")


DRIPS = {
    "silence": lambda connection: time.sleep(9),
    "status": sending(endless(b"", b"H"), 0.05),
    "headers": sending(endless(HEAD, b"a"), 0.05),
    "body": sending(endless(HEAD + b"Content-Length: 99999\r\n\r\n", b"x"), 0.05),
    "chunks": sending(endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), 0.05),
    "interim": sending(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), 0.05),
}


@both
@pytest.mark.parametrize("behaviour", DRIPS.values(), ids=DRIPS)
def test_a_service_that_drips_is_left_at_the_deadline(
    behaviour: Behaviour, request_of: Callable[..., object], serve: Serve
) -> None:
    port = serve(behaviour)
    began = time.monotonic()

    with pytest.raises(RequestTimeout, match=r"0\.15 s"):
        request_of(port)

    assert time.monotonic() - began < 60


FLOODS = {
    "body": endless(HEAD + b"Content-Length: 1073741824\r\n\r\n", MIB),
    "body without an end": endless(HEAD + b"\r\n", MIB),
    "chunks": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"100000\r\n" + MIB + b"\r\n"),
    "one header": endless(HEAD + b"X-Long: ", MIB),
    "many headers": endless(HEAD, b"".join(b"X-%d: y\r\n" % n for n in range(1000))),
    "interim answers": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "chunk extensions": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", MIB),
}


@both
@pytest.mark.parametrize("pieces", FLOODS.values(), ids=FLOODS)
def test_a_flood_is_cut_off(
    pieces: Callable[[], Iterator[bytes]], request_of: Callable[..., object], serve: Serve
) -> None:
    port = serve(sending(pieces))
    forget_peak()
    before = peak_mib()

    with pytest.raises(ResponseTooLarge):
        request_of(port, ClientLimits(request_timeout_s=10, response_bytes=256 * 1024))

    assert peak_mib() - before < 64


@both
def test_headers_without_number_are_refused(request_of: Callable[..., object], serve: Serve) -> None:
    cookies = [b"Set-Cookie: c%d=1" % number for number in range(3000)]

    with pytest.raises(ResponseTooLarge, match="more than 256 headers"):
        request_of(serve(answering(http(b"", *cookies))))


def test_a_content_type_that_is_slow_to_read_is_not_read(serve: Serve) -> None:
    response = ask(serve(answering(http(b"abc", b"Content-Type: text/plain" + b";" * 90_000))))
    began = time.thread_time()  # not the process's: servers of earlier tests may still be at it

    assert response.text == "abc"
    assert time.thread_time() - began < 0.2


@both
def test_tiny_chunks_cost_no_more_than_the_deadline(request_of: Callable[..., object], serve: Serve) -> None:
    port = serve(sending(endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 4000)))
    began = time.monotonic()

    with pytest.raises((RequestTimeout, ResponseTooLarge)):
        request_of(port, ClientLimits(request_timeout_s=0.3, response_bytes=64 << 20))

    assert time.monotonic() - began < 30


PACKED = {"gzip": gzip.compress(bytes(64 << 20)), "deflate": zlib.compress(bytes(64 << 20))}


@both
@pytest.mark.parametrize("encoding", PACKED)
def test_a_bomb_is_not_unpacked(encoding: str, request_of: Callable[..., object], serve: Serve) -> None:
    port = serve(answering(http(PACKED[encoding], b"Content-Encoding: " + encoding.encode())))
    forget_peak()
    before = peak_mib()

    with pytest.raises(ResponseTooLarge, match="longer than 256 KiB"):
        request_of(port, ClientLimits(request_timeout_s=5, response_bytes=256 * 1024))

    assert peak_mib() - before < 48


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_honest_compression_is_unpacked(encoding: str, serve: Serve) -> None:
    packed = gzip.compress(b"hello") if encoding == "gzip" else zlib.compress(b"hello")
    port = serve(answering(http(packed, b"Content-Encoding: " + encoding.encode())))

    assert ask(port).text == "hello"


def test_encodings_on_top_of_each_other_are_left_alone(serve: Serve) -> None:
    port = serve(answering(http(b"abc", b"Content-Encoding: " + b"gzip, " * 1000 + b"gzip")))

    assert ask(port).content == b"abc"


@pytest.mark.parametrize("charset", [b"zlib", b"bz2", b"punycode", b"unicode_escape", b"undefined", b"\xff"])
def test_a_charset_that_is_no_charset_is_not_used(charset: bytes, serve: Serve) -> None:
    port = serve(answering(http(zlib.compress(bytes(1 << 20)), b"Content-Type: text/plain; charset=" + charset)))

    assert len(ask(port).text) < 2000


GARBAGE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 10,
    "ssh": b"SSH-2.0-OpenSSH\r\n",
    "short body": HEAD + b"Content-Length: 100\r\n\r\nabc",
    "two lengths": HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "negative length": HEAD + b"Content-Length: -1\r\n\r\nab",
    "bad chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "header without name": HEAD + b": value\r\n\r\n",
    "not gzip": http(b"abc", b"Content-Encoding: gzip"),
}


@both
@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_an_error_of_httpx(answer: bytes, request_of: Callable[..., object], serve: Serve) -> None:
    with pytest.raises(httpx.RequestError) as caught:
        request_of(serve(answering(answer)), ClientLimits(request_timeout_s=5, response_bytes=256 * 1024))

    assert not isinstance(caught.value, (RequestTimeout, ResponseTooLarge))


@both
def test_a_service_that_does_not_read_is_left_at_the_deadline(request_of: Callable[..., object], serve: Serve) -> None:
    def trickle(connection: socket.socket) -> None:
        while connection.recv(4096):
            time.sleep(0.02)

    with pytest.raises(RequestTimeout):
        request_of(serve(trickle), content=bytes(32 << 20))


@both
def test_nobody_there_is_a_connect_error(request_of: Callable[..., object]) -> None:
    with pytest.raises(httpx.ConnectError):
        request_of(1)


def test_one_request_may_have_more_time_than_the_others(serve: Serve) -> None:
    def late(connection: socket.socket) -> None:
        while read_head(connection):
            time.sleep(0.2)
            connection.sendall(http(b"late", keep=True))

    port = serve(late)
    with new_client(f"http://127.0.0.1:{port}", LIMITS, Recorder(1024)) as client:
        assert client.get("/", timeout=5).text == "late"
        with pytest.raises(RequestTimeout):
            client.get("/")


def test_all_answers_of_a_test_together_are_bounded(serve: Serve) -> None:
    limits = ClientLimits(request_timeout_s=5, response_bytes=40 << 20)
    recorder = Recorder(limits.response_bytes)
    port = serve(answering(http(bytes(30 << 20))))
    with new_client(f"http://127.0.0.1:{port}", limits, recorder) as client:
        assert [client.get("/").status_code for _ in range(2)] == [200, 200]
        with pytest.raises(ResponseTooLarge, match="80 MiB together"):
            client.get("/")
        recorder.clear()
        assert client.get("/").status_code == 200


def test_a_budget_belongs_to_its_request_not_to_its_connection(serve: Serve) -> None:
    connections: list[socket.socket] = []

    def keep(connection: socket.socket) -> None:
        connections.append(connection)
        while read_head(connection):
            time.sleep(0.3)  # each well within the budget, all four together above it
            connection.sendall(http(b"x" * 100_000, keep=True))

    port = serve(keep)
    limits = ClientLimits(request_timeout_s=1.0, response_bytes=256 * 1024)
    with new_client(f"http://127.0.0.1:{port}", limits, Recorder(1 << 20)) as client:
        for _ in range(4):
            assert len(client.get("/").content) == 100_000

    assert len(connections) == 1


def test_a_client_survives_a_service_that_was_started_again(serve: Serve) -> None:
    once = threading.Event()

    def first_then_gone(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(http(b"one", keep=True))
        connection.close()
        once.set()

    port = serve(first_then_gone)
    with new_client(f"http://127.0.0.1:{port}", LIMITS, Recorder(1024)) as client:
        client.get("/")
        assert once.wait(10)
        assert client.get("/").text == "one"


def test_redirects_are_not_followed_and_proxies_not_used(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    port = serve(answering(http(b"", b"Location: http://127.0.0.1:1/", status=b"302 Found")))

    assert ask(port).status_code == 302


def test_what_is_no_json_says_so(serve: Serve) -> None:
    port = serve(answering(http(b"<h1>Oops</h1>", status=b"500 Internal Server Error")))

    with pytest.raises(AssertionError, match=r"GET /: expected JSON, got 500 with a body that begins '<h1>Oops</h1>'"):
        ask(port).json()
    with pytest.raises(ValueError, match="expected JSON"):
        ask(port).json()


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"a":' * 50_000, b"1" * 100_000, b'{"average": NaN}', b"-Infinity"],
    ids=["lists", "objects", "number", "nan", "infinity"],
)
def test_json_that_is_a_trap_is_no_json(body: bytes, serve: Serve) -> None:
    with pytest.raises(AssertionError, match="expected JSON"):
        ask(serve(answering(http(body)))).json()
