"""When a worker that was told to stop takes nothing more, and when it hands back what it has."""

import os

import pytest

from worker import drain
from worker.drain import Drain


class Clock:
    at = 1000.0

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(drain, "time", clock := Clock())
    return clock


def test_before_it_begins_nothing_ends_however_late_it_is(clock: Clock) -> None:
    stop = Drain(10)
    clock.at += 1e6
    assert (stop.begun(), stop.over()) == (False, False)


def test_what_is_graded_may_end_within_the_patience(clock: Clock) -> None:
    stop = Drain(10)
    stop.begin()
    assert (stop.begun(), stop.over()) == (True, False)
    clock.at += 9.9
    assert not stop.over()
    clock.at += 0.1
    assert stop.over()


def test_said_once_more_everything_is_handed_back_at_once(clock: Clock) -> None:
    stop = Drain(10)
    stop.begin()
    clock.at += 1
    stop.begin()
    assert stop.over()


def test_a_child_hears_what_its_parent_was_told_after_the_fork() -> None:
    stop = Drain(0)
    heard, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.read(heard, 1)
        os._exit(0 if stop.begun() and stop.over() else 1)
    stop.begin()
    os.write(told, b"x")
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(heard)
    os.close(told)
