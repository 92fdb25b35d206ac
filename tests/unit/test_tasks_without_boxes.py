"""The envelope around grading when there is no box to be had: nobody's fault, and nobody's attempt."""

import threading
import time

import pytest

from judge.domain.errors import NoBox
from judge.domain.submission import State
from tests.contract.samples import report
from tests.unit.test_tasks import Desk, deliver_accepted, no_sandbox
from worker import tasks


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    for name in ("PAUSE_S", "SPARED_PAUSE_S", "SPARED_SLEEP_S", "SANDBOX_PATIENCE_S"):
        monkeypatch.setattr(tasks, name, 0.0)


def no_box(*_) -> None:
    raise NoBox("the engine makes none")


def _fails_for_the_first_time_and_is_graded_then(desk: Desk) -> None:
    """Attempts that had counted would have been its last ones by now."""
    desk.pipeline.action = no_sandbox
    desk.run(6)
    assert desk.state is State.QUEUED
    desk.pipeline.action = deliver_accepted
    desk.run(7)
    assert (desk.state, desk.report) == (State.FINISHED, report())


def test_attempts_that_fail_while_the_engine_is_away_do_not_count():
    desk = Desk(no_sandbox)
    for attempt in range(1, 6):
        desk.images = ["runtime:python"]
        desk.pipeline.action = lambda *_: (desk.images.clear(), no_sandbox())
        desk.run(attempt)
        assert desk.state is State.QUEUED
    desk.images = ["runtime:python"]
    _fails_for_the_first_time_and_is_graded_then(desk)


def test_attempts_that_got_no_box_do_not_count():
    desk = Desk(no_box)
    for attempt in range(1, 6):
        desk.run(attempt)
        assert desk.state is State.QUEUED
    _fails_for_the_first_time_and_is_graded_then(desk)


def test_a_submission_that_got_no_box_does_not_come_back_at_once(monkeypatch):
    monkeypatch.setattr(tasks, "SPARED_PAUSE_S", 60.0)
    desk = Desk(no_box)
    desk.run()
    desk.run()
    assert len(desk.pipeline.jobs) == 1


def test_a_message_is_kept_until_the_engine_is_back(monkeypatch):
    monkeypatch.setattr(tasks, "SANDBOX_PATIENCE_S", 60.0)
    monkeypatch.setattr(tasks, "SANDBOX_POLL_S", 0.01)
    desk = Desk(deliver_accepted)
    desk.images.clear()
    grading = threading.Thread(target=desk.run)
    grading.start()
    time.sleep(0.1)
    assert desk.state is State.QUEUED
    desk.images.append("runtime:python")
    grading.join(10)
    assert desk.state is State.FINISHED
