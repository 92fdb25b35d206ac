"""Sockets that only messages hold: the kernel may look for them aside, so it is asked again and again."""

import pytest

from worker.supervisor import inflight


class Kernel:
    """Counts ``at_first`` sockets and one less after each ``slow`` looks; each pause lasts a second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at_first: int, slow: int) -> None:
        self.asked = 0
        self.at = 0.0
        self._at_first, self._slow = at_first, slow
        monkeypatch.setattr(inflight, "sockets", self.sockets)
        monkeypatch.setattr(inflight, "poke", self.poke)
        monkeypatch.setattr(inflight, "time", self)

    def sockets(self) -> int:
        return max(2, self._at_first - self.asked // self._slow)

    def poke(self) -> None:
        self.asked += 1

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += 1


@pytest.mark.parametrize(("slow", "asked"), [(10, 30), (40, 120)])
def test_a_machine_that_stands_still_between_looks_is_given_its_time_for_each(
    monkeypatch: pytest.MonkeyPatch, slow: int, asked: int
) -> None:
    kernel = Kernel(monkeypatch, at_first=5, slow=slow)
    inflight.collect(2)
    assert kernel.asked == asked


def test_sockets_that_somebody_has_are_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(monkeypatch, at_first=3, slow=10_000)
    inflight.collect(2)
    assert 10 < kernel.asked < 1000


def test_where_there_are_no_more_than_before_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(monkeypatch, at_first=2, slow=1)
    inflight.collect(2)
    assert kernel.asked == 0


def test_a_service_that_closes_one_now_and_then_does_not_keep_a_box_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(monkeypatch, at_first=1_000_000, slow=10)
    inflight.collect(2)
    assert kernel.asked < 1000
