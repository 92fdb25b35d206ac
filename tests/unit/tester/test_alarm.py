"""The time limit of one test: where it raises, where it waits, and that it does not let go."""

import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from judge_tester.alarm import Alarm
from judge_tester.failures import TestTimeout

_FOR_EVER_S = 20.0
"""Longer than any alarm here; a test that is not ended fails."""


@pytest.fixture
def alarm() -> Iterator[Alarm]:
    before = signal.getsignal(signal.SIGALRM)
    alarm = Alarm()
    alarm.install()
    yield alarm
    alarm.disarm()
    signal.signal(signal.SIGALRM, before)


def rung(alarm: Alarm) -> None:
    """Armed, and rung where nobody heard it."""
    alarm.arm(0.001)
    while not alarm._rang:
        time.sleep(0.001)


def test_a_test_that_swallows_it_is_ended_all_the_same(alarm: Alarm) -> None:
    alarm.arm(0.01)
    for _ in range(2):
        with pytest.raises(TestTimeout, match=r"longer than 0\.01 s"), alarm.heard():
            time.sleep(_FOR_EVER_S)


def test_what_rang_where_nobody_may_be_interrupted_is_raised_where_a_test_may_fail(alarm: Alarm) -> None:
    rung(alarm)
    with pytest.raises(TestTimeout), alarm.heard():
        pytest.fail("it went on")


def test_what_rings_while_data_is_taken_is_raised_after_that(alarm: Alarm) -> None:
    taken = []

    def take() -> None:
        with alarm.heard(), alarm.shielded():
            rung(alarm)
            taken.append("all of it")

    with pytest.raises(TestTimeout):
        take()
    assert taken == ["all of it"]


def test_another_thread_that_takes_data_holds_back_no_alarm(alarm: Alarm) -> None:
    inside, over = threading.Event(), threading.Event()

    def take() -> None:
        with alarm.shielded():
            inside.set()
            over.wait(_FOR_EVER_S)

    alarm.arm(0.01)
    thread = threading.Thread(target=take)
    thread.start()
    inside.wait()
    try:
        with pytest.raises(TestTimeout), alarm.heard():
            time.sleep(_FOR_EVER_S / 2)
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("then", [Alarm.disarm, lambda alarm: alarm.arm(600)], ids=["disarmed", "armed again"])
def test_what_rang_for_one_test_does_not_end_the_next(alarm: Alarm, then: Callable[[Alarm], None]) -> None:
    rung(alarm)
    then(alarm)
    with alarm.heard():
        pass
