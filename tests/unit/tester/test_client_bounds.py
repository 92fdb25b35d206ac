"""What a client keeps and sends, and what a test cannot lift: bounds that no hostile answer shows by itself."""

import gzip
import socket
import time
import zlib
from collections.abc import Callable

import httpx
import pytest

from judge_tester.failures import RequestTimeout, ResponseTooLarge
from judge_tester.http.client import new_client
from judge_tester.http.exchange import Exchange, Recorder
from judge_tester.http.transport import ClientLimits
from tests.unit.tester.servers import Behaviour, answering, http, read_head
from tests.unit.tester.test_client import ask, ask_async

Serve = Callable[[Behaviour], int]
both = pytest.mark.parametrize("request_of", [ask, ask_async], ids=["sync", "async"])


@both
def test_no_time_limit_at_all_is_that_of_the_stage(request_of: Callable[..., object], serve: Serve) -> None:
    port = serve(lambda connection: time.sleep(3))

    with pytest.raises(RequestTimeout, match=r"0\.2 s"):
        request_of(port, ClientLimits(request_timeout_s=0.2, response_bytes=1024), timeout=None)


@both
def test_a_client_asks_for_no_compression_and_names_no_encoding(
    request_of: Callable[..., object], serve: Serve
) -> None:
    heads: list[bytes] = []

    def note(connection: socket.socket) -> None:
        heads.append(read_head(connection))
        connection.sendall(http(b"ok"))

    request_of(serve(note), ClientLimits(request_timeout_s=5, response_bytes=1024))

    assert b"accept-encoding: identity\r\n" in heads[0].lower()


def test_packed_answers_of_a_test_together_are_bounded_by_what_they_unpack_to(serve: Serve) -> None:
    limits = ClientLimits(request_timeout_s=10, response_bytes=40 << 20)
    port = serve(answering(http(gzip.compress(bytes(30 << 20)), b"Content-Encoding: gzip")))
    with new_client(f"http://127.0.0.1:{port}", limits, Recorder(limits.response_bytes)) as client:
        assert [len(client.get("/").content) for _ in range(2)] == [30 << 20] * 2
        with pytest.raises(ResponseTooLarge, match="80 MiB together"):
            client.get("/")


def test_all_small_answers_of_a_test_have_room_for_many(serve: Serve) -> None:
    limits = ClientLimits(request_timeout_s=5, response_bytes=1024)
    port = serve(answering(http(b"x" * 500)))
    with new_client(f"http://127.0.0.1:{port}", limits, Recorder(limits.response_bytes)) as client:
        assert {client.get("/").status_code for _ in range(10)} == {200}


def test_deflate_without_a_header_is_unpacked_too(serve: Serve) -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(b"hello") + packer.flush()

    assert ask(serve(answering(http(packed, b"Content-Encoding: deflate")))).text == "hello"


def test_a_recorder_keeps_the_last_exchanges_and_only_the_beginning_of_each() -> None:
    recorder = Recorder(1 << 20)
    for number in range(50):
        request = httpx.Request(
            "POST", f"http://127.0.0.1/{number}", content=b"x" * 100_000, headers=[("x", "y")] * 500
        )
        exchange = recorder.begin(request)
        for _ in range(100):
            exchange.received(b"z" * 1000)

    assert [each.target for each in recorder.exchanges] == [f"POST /{number}" for number in range(44, 50)]
    last = recorder.last
    assert isinstance(last, Exchange)
    assert (len(last.request_body), last.request_bytes) == (4096, 100_000)
    assert (len(last.body), last.body_bytes) == (4096, 100_000)
    assert len(last.request_headers) == 100
