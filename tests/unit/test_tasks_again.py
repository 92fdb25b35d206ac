"""The envelope around grading when it is tried again: how long that waits, what is told of it, and when it is not."""

import time

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.domain.submission import State
from tests.contract.samples import report
from tests.unit.test_tasks import Desk, deliver_accepted, no_sandbox
from worker import heartbeat, tasks
from worker.drain import Drain
from worker.heartbeat import Heartbeat
from worker.tasks import Grading


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(tasks, "PAUSE_S", 0.0)
    monkeypatch.setattr(tasks, "SANDBOX_POLL_S", 0.0)


def test_each_further_attempt_waits_twice_as_long_up_to_a_minute(monkeypatch):
    desk = Desk(no_sandbox, max_attempts=9)
    give_back, pauses = desk.leases.give_back, []

    def recorded(lease, *, pause_s=0.0, **more):
        pauses.append(pause_s)
        return give_back(lease, pause_s=min(pause_s, 0.001), **more)

    monkeypatch.setattr(desk.leases, "give_back", recorded)
    for _ in range(8):
        desk.run()
        time.sleep(0.005)
        list(desk.leases.requeue_expired())
    assert pauses == [0, 2, 4, 8, 16, 32, 60, 60]


def test_why_an_attempt_failed_is_kept_briefly():
    def fail(*_):
        raise SandboxUnavailable("x" * 10_000)

    desk = Desk(fail)
    desk.run()
    (trouble,) = desk.store.submissions.get(desk.id).trouble
    assert trouble.startswith("attempt 1: SandboxUnavailable: xxx")
    assert len(trouble) < 600


def test_a_submission_that_was_cancelled_while_it_is_graded_is_wanted_no_more(monkeypatch):
    monkeypatch.setattr(heartbeat, "NEWS_S", 0.0)
    heard = []

    def cancelled_meanwhile(_job, _emit, _deliver, stopped) -> None:
        heard.append(stopped())
        desk.store.submissions.cancel(desk.id)
        desk.grading._heartbeat._hold.tick()
        heard.append(stopped())

    desk = Desk(cancelled_meanwhile)
    desk.run()
    assert heard == [False, True]
    assert (desk.state, desk.dispatch.sent, desk.store.submissions.get(desk.id).trouble) == (State.CANCELLED, [], ())


def test_a_worker_that_is_told_to_stop_does_not_wait_for_its_engine():
    drain = Drain(10)

    class Stopped(Desk):
        def offers(self):
            drain.begin()
            return super().offers()

    desk = Stopped(deliver_accepted)
    desk.images = []
    desk.grading = Grading(desk, Heartbeat(desk.leases, 10), desk.rules, drain)
    desk.run()
    assert (desk.asked, desk.state) == (1, State.QUEUED)


def test_what_was_known_of_the_images_is_asked_anew_after_a_failure_and_then_known():
    desk = Desk(no_sandbox)
    desk.run()
    assert desk.asked == 2
    desk.pipeline.action = deliver_accepted
    desk.run()
    assert (desk.report, desk.asked) == (report(), 2)


def test_what_a_worker_that_stops_has_handed_back_has_all_its_attempts():
    drain = Drain(0)
    desk = Desk(lambda *_: drain.begin(), max_attempts=2)
    desk.grading = Grading(desk, Heartbeat(desk.leases, 10), desk.rules, drain)
    desk.run()
    desk.pipeline.action = no_sandbox
    desk.grading = Grading(desk, Heartbeat(desk.leases, 10), desk.rules)
    desk.run()
    assert desk.state is State.QUEUED
    desk.run()
    assert desk.state is State.FINISHED
