"""Fake upstreams: what belongs to which test, and how much of a caller's is kept."""

import contextlib
import socket
from collections.abc import Iterator

import httpx
import pytest

from judge_tester import Expectation, Upstream
from judge_tester.upstream import server, state
from judge_tester.upstream.rule import Rule
from judge_tester.upstream.server import Servers
from judge_tester.upstream.state import Request, State

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def request(path: str = "/", body: bytes = b"", generation: int = 0) -> Request:
    return Request("POST", path, "", {"x": "y"}, body, generation)


@pytest.fixture
def servers() -> Servers:
    return Servers({"payments": 0})


@contextlib.contextmanager
def connected(servers: Servers) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", servers.port("payments")), 10) as connection:
        yield connection


def test_a_call_that_began_in_the_test_before_is_none_of_this_one(servers: Servers) -> None:
    with connected(servers) as connection:
        connection.sendall(b"POST /late HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")
        servers.reset()
        connection.sendall(b"abc")
        assert connection.recv(1000).startswith(b"HTTP/1.1 404")
    assert servers.states["payments"].calls() == []


def test_the_time_of_a_call_counts_from_the_beginning_of_its_test() -> None:
    arranged = State()
    arranged._began_s -= 1000
    assert arranged.take(request())[0].at_s >= 1000
    arranged.reset()
    assert arranged.take(request(generation=1))[0].at_s < 500


def test_calls_that_are_too_large_together_are_not_noted_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_BYTES", 1000)
    arranged = State()
    arranged.take(request(body=b"x" * 900))
    assert len(arranged.calls()) == 1
    arranged.take(request(path="/" + "p" * 200))
    with pytest.raises(Expectation, match="more calls than can be noted"):
        arranged.calls()
    arranged.reset()
    arranged.take(request(body=b"x" * 900, generation=1))
    assert len(arranged.calls()) == 1


def test_more_connections_than_there_may_be_are_refused(monkeypatch: pytest.MonkeyPatch, servers: Servers) -> None:
    monkeypatch.setattr(server, "_CONNECTIONS", 2)
    with contextlib.ExitStack() as stack:
        for _ in range(2):
            kept = stack.enter_context(connected(servers))
            kept.sendall(GET)
            assert kept.recv(1000).startswith(b"HTTP/1.1 404")
        one_more = stack.enter_context(connected(servers))
        with contextlib.suppress(ConnectionError):
            one_more.sendall(GET)
            assert one_more.recv(1000) == b""


def test_a_body_that_is_too_large_is_refused_and_no_call(servers: Servers) -> None:
    with connected(servers) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n" + b"x" * 300_000)
        assert connection.recv(1000).startswith(b"HTTP/1.1 413")
    assert servers.states["payments"].calls() == []


def test_a_webhook_to_a_path_goes_to_the_service_in_the_bytes_that_were_given(servers: Servers) -> None:
    class Caller:
        base_url = f"http://127.0.0.1:{servers.port('payments')}"
        client = httpx.Client()

    payments = Upstream("payments", servers.port("payments"), servers.states["payments"], Caller())
    payments.send("/hooks/7", body=b'{"id":  7}')
    payments.send("/hooks/8")

    assert [(call.path, call.body) for call in payments.calls] == [("/hooks/7", b'{"id":  7}'), ("/hooks/8", b"")]


def test_a_call_that_began_in_an_earlier_test_takes_nothing_of_what_this_one_arranged() -> None:
    servers = Servers({"payments": 0})
    address = ("127.0.0.1", servers.port("payments"))
    with socket.create_connection(address, 10) as late:
        late.sendall(b"POST /charges HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert late.recv(1000).startswith(b"HTTP/1.1 100")
        servers.reset()
        servers.states["payments"].add_rule(Rule("POST", "/charges").fail(times=1).reply(201))
        late.sendall(b"abc")
        assert late.recv(1000).startswith(b"HTTP/1.1 404")
    with socket.create_connection(address, 10) as own:
        own.sendall(b"POST /charges HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        assert own.recv(1000).startswith(b"HTTP/1.1 503")
    assert len(servers.states["payments"].calls()) == 1
