"""A client's connections, and bounds to the byte: what the last one allowed is, and what one more is."""

import asyncio
import gzip
import socket
import threading
from collections.abc import Callable

import pytest

from judge_tester import Service, fire
from judge_tester.failures import ResponseTooLarge
from judge_tester.http import transport
from judge_tester.http.client import new_async_client, new_client
from judge_tester.http.exchange import Recorder
from judge_tester.http.transport import ClientLimits
from tests.unit.tester.servers import Behaviour, answering, http, read_head
from tests.unit.tester.test_client import ask, ask_async
from tests.unit.tester.test_races import Nobody

Serve = Callable[[Behaviour], int]
both = pytest.mark.parametrize("request_of", [ask, ask_async], ids=["sync", "async"])


def limits(response_bytes: int) -> ClientLimits:
    return ClientLimits(request_timeout_s=30, response_bytes=response_bytes)


@both
def test_an_answer_may_have_as_many_bytes_as_it_may_and_not_one_more(
    request_of: Callable[..., object], serve: Serve
) -> None:
    whole = http(b"x" * 5000)
    port = serve(answering(whole))

    request_of(port, limits(len(whole)))
    with pytest.raises(ResponseTooLarge):
        request_of(port, limits(len(whole) - 1))


@both
def test_a_packed_answer_may_unpack_to_as_many_bytes_and_not_one_more(
    request_of: Callable[..., object], serve: Serve
) -> None:
    port = serve(answering(http(gzip.compress(bytes(5000)), b"Content-Encoding: gzip")))

    request_of(port, limits(5000))
    with pytest.raises(ResponseTooLarge):
        request_of(port, limits(4999))


@both
def test_an_answer_may_have_256_headers_and_not_one_more(request_of: Callable[..., object], serve: Serve) -> None:
    cookies = [b"Set-Cookie: c%d=1" % number for number in range(255)]

    request_of(serve(answering(http(b"", *cookies[:254]))), limits(1 << 20))
    with pytest.raises(ResponseTooLarge, match="more than 256 headers"):
        request_of(serve(answering(http(b"", *cookies))), limits(1 << 20))


def test_a_connection_that_was_idle_for_too_long_is_not_used_again(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server may say goodbye on it while a request is on its way."""
    monkeypatch.setattr(transport, "_IDLE_S", 0.0)
    connections: list[socket.socket] = []

    def keep(connection: socket.socket) -> None:
        connections.append(connection)
        while read_head(connection):
            connection.sendall(http(b"x", keep=True))

    with new_client(f"http://127.0.0.1:{serve(keep)}", limits(1024), Recorder(1024)) as client:
        for _ in range(3):
            client.get("/")

    assert len(connections) == 3


def test_no_request_of_a_race_waits_for_the_answer_to_another(serve: Serve) -> None:
    everybody = threading.Barrier(120)

    def together(connection: socket.socket) -> None:
        read_head(connection)
        try:
            everybody.wait(20)
        except threading.BrokenBarrierError:
            connection.sendall(http(b"", status=b"503 Alone"))
        else:
            connection.sendall(http(b""))

    port = serve(together)
    service = Service(Nobody(), f"http://127.0.0.1:{port}", port, limits(1 << 20), Recorder(1 << 20))

    assert fire(service, 120, lambda client, n: client.get("/")).count(200) == 120


def test_what_an_asynchronous_client_was_answered_is_noted_too(serve: Serve) -> None:
    recorder = Recorder(1 << 20)

    async def run() -> None:
        async with new_async_client(
            f"http://127.0.0.1:{serve(answering(http(b'yes')))}", limits(1024), recorder
        ) as one:
            await one.get("/")

    asyncio.run(run())

    assert [(bytes(each.body), each.body_bytes, each.status) for each in recorder.exchanges] == [(b"yes", 3, 200)]
