import threading

from judge.store.bell import BellWatch


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
