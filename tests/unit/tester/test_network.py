"""Every step of a request has what is left of its time, and no more. The clock is the test's: a step takes ten seconds,
which its deadline loses."""

import asyncio
import socket
from typing import Any

import pytest

from judge_tester.failures import RequestTimeout
from judge_tester.http.budget import Budget, Room
from judge_tester.http.network import Backend, Stream
from judge_tester.http.network_async import AsyncBackend, AsyncStream

MANY = bytes(1 << 20)


class Slow:
    """A peer, as a socket and as a stream of httpcore: one piece at a time, ten seconds each."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.given: list[float] = []

    def settimeout(self, seconds: float) -> None:
        self.given.append(seconds)

    def send(self, data: memoryview) -> int:
        self.budget.deadline -= 10
        return len(data)

    def recv(self, _: int) -> bytes:
        self.budget.deadline -= 10
        return b"x"

    async def write(self, data: bytes, timeout: float) -> None:
        self.settimeout(timeout)
        self.send(memoryview(data))

    async def read(self, count: int, timeout: float) -> bytes:
        self.settimeout(timeout)
        return self.recv(count)


@pytest.fixture
def slow() -> Slow:
    return Slow(Budget(1025, 1 << 30, Room(1 << 30)))


def write(slow: Slow) -> None:
    Stream(slow).write(MANY, slow.budget)  # type: ignore[arg-type]  # as much of a socket as it uses


def read(slow: Slow) -> None:
    stream = Stream(slow)  # type: ignore[arg-type]  # as much of a socket as it uses
    for _ in range(9):
        stream.read(1, slow.budget)


def write_async(slow: Slow) -> None:
    asyncio.run(AsyncStream(slow).write(MANY, slow.budget))  # type: ignore[arg-type]  # as much as it uses


def read_async(slow: Slow) -> None:
    async def run() -> None:
        stream = AsyncStream(slow)  # type: ignore[arg-type]  # as much as it uses
        for _ in range(9):
            await stream.read(1, slow.budget)

    asyncio.run(run())


@pytest.mark.parametrize("step", [write, read, write_async, read_async])
def test_a_peer_that_is_never_too_slow_at_once_is_too_slow_in_the_end(step: Any, slow: Slow) -> None:
    slow.budget.deadline -= 1000
    with pytest.raises(RequestTimeout):
        step(slow)

    assert len(slow.given) in (2, 3)
    assert slow.given == sorted(slow.given, reverse=True)
    assert max(slow.given) <= 25


def test_a_connection_is_waited_for_no_longer_than_for_its_answer(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def connect(_: object, seconds: float) -> socket.socket:
        given.append(seconds)
        raise TimeoutError

    async def connect_async(_: object, host: str, port: int, seconds: float) -> None:
        given.append(seconds)
        raise ConnectionError

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr("httpcore.AnyIOBackend.connect_tcp", connect_async)
    slow.budget.deadline -= 1000
    with pytest.raises(RequestTimeout):
        Backend().connect_tcp("127.0.0.1", 1, slow.budget)
    with pytest.raises(ConnectionError):
        asyncio.run(AsyncBackend().connect_tcp("127.0.0.1", 1, slow.budget))

    assert max(given) <= 25
