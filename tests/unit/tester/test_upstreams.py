"""Fake upstreams: what they answer, what they note, and what a hostile caller cannot do to them."""

import contextlib
import json
import resource
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from judge_tester import Expectation, Upstream
from judge_tester.upstream import state
from judge_tester.upstream.server import Servers


class Caller:
    base_url = "http://127.0.0.1:1"
    client = httpx.Client()


@pytest.fixture(scope="module")
def servers() -> Servers:
    return Servers({"payments": 0})


@pytest.fixture
def payments(servers: Servers) -> Upstream:
    servers.reset()
    return Upstream("payments", servers.port("payments"), servers.states["payments"], Caller())


@pytest.fixture
def client(payments: Upstream) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=payments.url, timeout=30) as client:
        yield client


def test_rules_answer_and_calls_are_noted(payments: Upstream, client: httpx.Client) -> None:
    payments.on("POST", "/charges").reply(201, json={"id": 7}, headers={"X-Request": "1"})

    answer = client.post("/charges?dry=1&b=", json={"amount": 5}, headers={"Idempotency-Key": "k"})

    assert (answer.status_code, answer.json(), answer.headers["x-request"]) == (201, {"id": 7}, "1")
    (call,) = payments.calls
    assert (call.method, call.path, call.json, call.query) == ("POST", "/charges", {"amount": 5}, {"dry": "1", "b": ""})
    assert call.headers["idempotency-key"] == "k"
    assert 0 <= call.at_s < 60


def test_steps_follow_each_other_and_the_last_stays(payments: Upstream, client: httpx.Client) -> None:
    payments.on("GET", "/rate").fail(times=2).reply(json=1).fail(429, headers={"Retry-After": "1"}).reply(json=2)

    assert [client.get("/rate").status_code for _ in range(6)] == [503, 503, 200, 429, 200, 200]
    assert client.get("/rate").json() == 2


def test_the_newest_rule_wins_until_it_is_used_up(payments: Upstream, client: httpx.Client) -> None:
    payments.on("*", "/*").reply(json="any")
    payments.on("GET", "/a/*").reply(json="a")
    payments.on("GET", "/a/b").fail(times=1)

    assert [client.get("/a/b").status_code for _ in range(2)] == [503, 200]
    assert (client.get("/a/b").json(), client.post("/a/b").json(), client.get("/").json()) == ("a", "any", "any")


def test_what_is_not_arranged_is_404_and_noted(payments: Upstream, client: httpx.Client) -> None:
    assert client.get("/x").status_code == 404
    assert len(payments.calls_to("GET", "/x")) == 1
    assert payments.calls_to("POST", "/x") == []


def test_a_delay_delays_the_next_step_only(payments: Upstream, client: httpx.Client) -> None:
    payments.on("GET", "/").delay(2).reply(json=1).reply(json=2)

    began = time.monotonic()
    client.get("/")
    middle = time.monotonic()
    client.get("/")

    assert middle - began >= 2
    assert time.monotonic() - middle < 2


def test_a_delay_of_one_call_does_not_hold_others(payments: Upstream, client: httpx.Client) -> None:
    payments.on("GET", "/slow").delay(60)
    payments.on("GET", "/fast").reply(json=1)
    with pytest.raises(httpx.ReadTimeout):
        client.get("/slow", timeout=0.1)
    began = time.monotonic()

    assert client.get("/fast").json() == 1
    assert time.monotonic() - began < 50


def test_hanging_lasts_until_the_test_ends(payments: Upstream, client: httpx.Client, servers: Servers) -> None:
    payments.on("GET", "/").hang()
    ended: list[str] = []

    def call() -> None:
        try:
            httpx.get(f"{payments.url}/", timeout=5)
        except httpx.HTTPError as error:
            ended.append(type(error).__name__)

    thread = threading.Thread(target=call)
    thread.start()
    payments.wait_for(1)
    assert ended == []

    servers.reset()
    thread.join(2)

    assert len(ended) == 1
    assert payments.calls == []


def test_idle_connections_survive_the_end_of_a_test(payments: Upstream, client: httpx.Client, servers: Servers) -> None:
    with (
        socket.create_connection(("127.0.0.1", servers.port("payments"))) as connection,
        connection.makefile("rb") as received,
    ):
        for _ in range(2):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert received.readline() == b"HTTP/1.1 404 Not Found\r\n"
            while not received.readline().startswith(b"{"):
                pass
            servers.reset()


def test_dropping_and_cutting_break_the_connection(payments: Upstream, client: httpx.Client) -> None:
    payments.on("GET", "/drop").drop(times=1).reply(json=1)
    payments.on("GET", "/cut").cut(json={"long": "x" * 100})

    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/drop")
    assert client.get("/drop").json() == 1
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        client.get("/cut")


def test_an_answer_may_be_computed(payments: Upstream, client: httpx.Client) -> None:
    payments.on("POST", "/double").answer(lambda call: (202, {"twice": call.json["n"] * 2}))
    payments.on("POST", "/echo").answer(lambda call: call.json)

    answer = client.post("/double", json={"n": 4})

    assert (answer.status_code, answer.json()) == (202, {"twice": 8})
    assert client.post("/echo", json=[1]).json() == [1]


def test_calls_are_waited_for(payments: Upstream, client: httpx.Client) -> None:
    caller = threading.Timer(0.1, lambda: httpx.get(f"{payments.url}/a", timeout=60))
    caller.start()

    assert [call.path for call in payments.wait_for(1, within_s=60, path="/a")] == ["/a"]
    caller.join()  # before the next test, which would be called by it
    with pytest.raises(Expectation, match=r"payments: expected 2 calls within 0\.1 s, got 1"):
        payments.wait_for(2, within_s=0.1)
    with pytest.raises(Expectation, match="expected 1 calls of POST /b"):
        payments.wait_for(1, within_s=0.01, method="POST", path="/b")


def test_a_webhook_is_sent_as_often_as_asked(payments: Upstream) -> None:
    payments.on("POST", "/hook").reply(204)

    answers = payments.send(f"{payments.url}/hook", {"event": 1}, {"X-Signature": "s"}, times=3)

    assert [answer.status_code for answer in answers] == [204] * 3
    assert [(call.json, call.headers["x-signature"]) for call in payments.calls] == [({"event": 1}, "s")] * 3


def test_chunked_bodies_keep_alive_and_head_are_understood(payments: Upstream, client: httpx.Client) -> None:
    payments.on("POST", "/").reply(json=1)
    payments.on("HEAD", "/").reply(body="abc")
    connection = socket.create_connection(("127.0.0.1", int(payments.url.rpartition(":")[2])))
    with connection, connection.makefile("rb") as received:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
            b"3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\nHEAD / HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        lines = [received.readline() for _ in range(2)]
        assert lines == [b"HTTP/1.1 100 Continue\r\n", b"\r\n"]
        payments.wait_for(2)
    assert payments.calls[0].json == [1, 2]


HOSTILE = {
    "garbage": b"\x00\xff" * 100_000,
    "half a request": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
    "a long header": b"GET / HTTP/1.1\r\nX: " + b"y" * 500_000,
    "a large body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\n" + b"z" * 10_000_000,
    "an odd target": b"GET \\x?%ff&&&=[]{}|^%zz HTTP/1.1\r\nHost: x\r\n\r\n",
    "deep json": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + b"[" * 200_000,
}


@pytest.mark.parametrize("sent", HOSTILE.values(), ids=HOSTILE)
def test_nonsense_harms_nobody_else(sent: bytes, payments: Upstream, client: httpx.Client) -> None:
    payments.on("GET", "/fine").reply(json=1)
    port = int(payments.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 3) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(sent)
        assert client.get("/fine").json() == 1
        for call in payments.calls:
            assert isinstance(json.dumps([call.path, call.query]), str)
            assert call.json is None


def test_floods_of_connections_and_calls_are_bounded(payments: Upstream, client: httpx.Client) -> None:
    Path("/proc/self/clear_refs").write_text("5")  # else the peak is that of earlier tests
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    port = int(payments.url.rpartition(":")[2])
    with contextlib.ExitStack() as stack:
        for _ in range(600):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 3))
    time.sleep(0.2)
    line = b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 15_000 + b"\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), 3) as connection:
        threading.Thread(target=_drain, args=(connection,), daemon=True).start()
        for _ in range(4000):
            connection.sendall(line)

    time.sleep(0.05)
    assert client.get("/").status_code == 404
    with pytest.raises(Expectation, match="more calls than can be noted"):
        payments.calls_to("POST", "/charges")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_nobody_concludes_from_calls_that_could_not_be_noted_that_one_was_not_made(
    payments: Upstream, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "_CALLS", 3)
    for _ in range(3):
        client.get("/")
    assert payments.calls_to("POST", "/charges") == []
    client.post("/charges")
    for look in (lambda: payments.calls, lambda: payments.calls_to("POST", "/charges"), lambda: payments.wait_for(1)):
        with pytest.raises(Expectation, match="more calls than can be noted"):
            look()
    payments.reset()
    client.get("/")
    assert len(payments.calls) == 1


def test_a_body_with_nan_is_not_json(payments: Upstream, client: httpx.Client) -> None:
    client.post("/charges", content=b'{"amount": NaN}')
    assert payments.calls[0].json is None


def _drain(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while connection.recv(65536):
            pass
