import queue
import threading
import time
from collections.abc import Iterator

from judge.store.bell import Bell, BellWatch


class RingsAsTheTimeIsOver(threading.Event):
    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return False


def test_a_bell_that_rings_as_the_time_is_over_is_heard() -> None:
    event = RingsAsTheTimeIsOver()
    assert BellWatch(event).wait(0.1) is True
    assert not event.is_set()


def test_silence_is_silence() -> None:
    assert BellWatch(threading.Event()).wait(0.01) is False


class Line:
    """A connection that hears one nonsense, and then what is said."""

    def __init__(self) -> None:
        self.calls = 0
        self.said: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def hear(self, *_: object, **__: object) -> Iterator[bytes]:
        self.calls += 1
        yield b""
        if self.calls == 1:
            yield b"\xff"
        while True:
            yield self.said.get()


def test_nonsense_on_the_channel_does_not_end_the_listening() -> None:
    line = Line()
    bell = Bell(line)  # type: ignore[arg-type]  # a fake
    deadline = time.monotonic() + 5
    while line.calls < 2:
        with bell.watch("x"):
            assert time.monotonic() < deadline
            time.sleep(0.01)
    with bell.watch("x") as watch:
        watch.wait(0.01)
        line.said.put(b"x")
        assert watch.wait(5)
