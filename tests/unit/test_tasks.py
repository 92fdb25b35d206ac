"""The envelope around grading, with a store in memory: whatever goes wrong, a submission ends once and rightly."""

import time
from dataclasses import replace

import pytest

from judge.domain.errors import BoxBroken, SandboxUnavailable, Unavailable
from judge.domain.report import Report
from judge.domain.submission import State
from judge.domain.verdict import Verdict
from tests.contract.samples import ended, new, report
from tests.fakes.store import FakeDispatch, FakeStore
from worker import tasks
from worker.drain import Drain
from worker.heartbeat import Heartbeat
from worker.tasks import Grading, Rules


class Scripted:
    """A pipeline that runs what the test gives it."""

    def __init__(self, action) -> None:
        self.action = action
        self.jobs = []

    def grade(self, job, *, emit, deliver, stopped) -> None:
        self.jobs.append(job)
        self.action(job, emit, deliver, stopped)


class Desk:
    def __init__(self, action, max_attempts: int = 3) -> None:
        self.store = FakeStore(max_attempts=max_attempts)
        self.leases = self.store.leases
        self.dispatch = FakeDispatch()
        self.pipeline = Scripted(action)
        self.images = ["runtime:python"]
        self.asked = 0
        self.rules = Rules(worker="w", lease_s=10, max_attempts=max_attempts)
        self.grading = Grading(self, Heartbeat(self.leases, 10), self.rules)
        self.id = self.store.submissions.create(new()).submission.id

    def offers(self) -> tuple[str, ...]:
        self.asked += 1
        if not self.images:
            raise SandboxUnavailable("engine is away")
        return tuple(self.images)

    def close(self) -> None: ...

    def run(self, attempt: int = 1) -> None:
        self.grading(self.id, attempt)

    @property
    def state(self) -> State:
        return self.store.submissions.get(self.id).state

    @property
    def report(self) -> Report | None:
        return self.store.submissions.report(self.id)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(tasks, "PAUSE_S", 0.0)
    monkeypatch.setattr(tasks, "SANDBOX_PATIENCE_S", 0.0)
    monkeypatch.setattr(tasks, "DELIVERY_PAUSE_S", 0.0)


def deliver_accepted(_job, _emit, deliver, _stopped) -> None:
    deliver(report())


def no_sandbox(*_) -> None:
    raise SandboxUnavailable("engine is away")


def test_a_delivered_report_ends_the_submission():
    desk = Desk(deliver_accepted)
    desk.run()
    assert (desk.state, desk.report) == (State.FINISHED, report())
    assert desk.dispatch.sent == []


def test_a_message_is_a_doorbell_what_is_next_is_graded_whatever_it_names():
    desk = Desk(deliver_accepted)
    second = desk.store.submissions.create(new()).submission.id
    desk.grading(second, 7)
    assert [job.submission for job in desk.pipeline.jobs] == [desk.id]
    desk.grading(second, 7)
    desk.grading(second, 7)
    assert [job.submission for job in desk.pipeline.jobs] == [desk.id, second]


@pytest.mark.parametrize("error", [SandboxUnavailable("gone"), Unavailable("no package"), ZeroDivisionError()])
def test_a_failure_of_ours_becomes_the_next_attempt(error):
    def fail(*_) -> None:
        raise error

    desk = Desk(fail)
    desk.run()
    record = desk.store.submissions.get(desk.id)
    assert (record.state, record.attempt, desk.report) == (State.QUEUED, 2, None)
    assert desk.dispatch.sent == [(desk.id, 2, record.queue)]


def test_a_pipeline_that_delivers_nothing_proved_nothing():
    desk = Desk(lambda *_: None)
    desk.run()
    assert desk.state is State.QUEUED
    assert desk.dispatch.sent != []


def test_the_last_attempt_ends_as_our_error():
    desk = Desk(no_sandbox, max_attempts=2)
    desk.run(1)
    desk.run(2)
    assert desk.state is State.FINISHED
    assert (desk.report.verdict, desk.report.cause) == (Verdict.JUDGE_ERROR, "sandbox_failed")
    assert [attempt for _, attempt, _ in desk.dispatch.sent] == [2]


def test_a_failure_after_the_report_does_not_take_it_back():
    def deliver_then_fail(_job, _emit, deliver, _stopped) -> None:
        deliver(report(Verdict.WRONG_ANSWER))
        raise SandboxUnavailable("the box could not be cleaned")

    desk = Desk(deliver_then_fail)
    desk.run()
    assert desk.report == report(Verdict.WRONG_ANSWER)
    assert desk.dispatch.sent == []


def test_a_runtime_that_is_not_there_waits_and_is_no_attempt():
    desk = Desk(deliver_accepted)
    desk.images = ["runtime:java"]
    for _ in range(5):
        desk.run()
    record = desk.store.submissions.get(desk.id)
    assert (record.state, record.attempt, desk.dispatch.sent, desk.pipeline.jobs) == (State.QUEUED, 1, [], [])
    desk.images = ["runtime:java", "runtime:python"]
    desk.run()
    assert desk.state is State.FINISHED


def test_the_engine_is_not_asked_for_each_submission():
    desk = Desk(deliver_accepted)
    desk.run()
    for _ in range(3):
        desk.id = desk.store.submissions.create(new()).submission.id
        desk.run()
    assert (desk.state, desk.asked) == (State.FINISHED, 1)


def test_while_the_engine_is_away_nothing_uses_up_its_attempts():
    def engine_stops(*_) -> None:
        desk.images = []
        raise SandboxUnavailable("engine is away")

    desk = Desk(engine_stops)
    desk.run(1)
    for _ in range(5):
        desk.run(2)
    record = desk.store.submissions.get(desk.id)
    assert (record.state, record.attempt) == (State.QUEUED, 2)


def test_a_cancelled_submission_is_left_alone():
    def cancelled_meanwhile(_job, _emit, deliver, _stopped) -> None:
        desk.store.submissions.cancel(desk.id)
        deliver(report())

    desk = Desk(cancelled_meanwhile)
    desk.run()
    assert (desk.state, desk.report, desk.dispatch.sent) == (State.CANCELLED, None, [])


def test_all_events_are_told_before_the_end():
    def tell(_job, emit, deliver, _stopped) -> None:
        for number in range(30):
            emit(ended(f"{number}"))
            time.sleep(0.002)
        deliver(report())

    desk = Desk(tell)
    desk.run()
    events = [event for _, event in desk.store.events.read(desk.id)]
    assert [event.test.name for event in events[2:-1]] == [str(number) for number in range(30)]
    assert events[-1].state is State.FINISHED


def test_a_report_outlasts_a_store_that_is_away_for_a_moment(monkeypatch):
    desk = Desk(deliver_accepted)
    finish, failures = desk.store.leases.finish, [Unavailable("away")] * 3

    def away_at_first(*args):
        if failures:
            raise failures.pop()
        return finish(*args)

    monkeypatch.setattr(desk.store.leases, "finish", away_at_first)
    desk.run()
    assert desk.report == report()


def test_a_store_that_stays_away_leaves_the_submission_to_the_janitor(monkeypatch):
    def away(*_):
        raise Unavailable("away")

    desk = Desk(deliver_accepted)
    monkeypatch.setattr(desk.store.leases, "finish", away)
    monkeypatch.setattr(desk.store.leases, "give_back", away)
    monkeypatch.setattr(desk.grading, "_rules", replace(desk.grading._rules, lease_s=0.01))
    desk.run()
    assert desk.state is State.RUNNING


def test_a_broker_that_is_away_after_giving_back_leaves_it_to_the_janitor():
    desk = Desk(no_sandbox)
    desk.dispatch.broken = True
    desk.run()
    assert desk.state is State.QUEUED
    (lost,) = desk.store.leases.stranded(0)
    assert lost.attempt == 2


def test_a_worker_that_stops_claims_nothing_more():
    desk = Desk(deliver_accepted)
    drain = Drain(10)
    desk.grading = Grading(desk, Heartbeat(desk.leases, 10), desk.rules, drain)
    drain.begin()
    desk.run()
    assert desk.state is State.QUEUED


def test_what_is_graded_when_the_time_to_stop_is_over_is_handed_back_and_no_attempt():
    drain = Drain(0)

    def graded_until_stopped(_job, _emit, _deliver, stopped) -> None:
        assert not stopped()
        drain.begin()
        assert stopped()

    desk = Desk(graded_until_stopped, max_attempts=1)
    desk.grading = Grading(desk, Heartbeat(desk.leases, 10), desk.rules, drain)
    desk.run()
    assert (desk.state, desk.store.submissions.get(desk.id).trouble) == (State.QUEUED, ())
    assert [attempt for _, attempt, _ in desk.dispatch.sent] == [2]


def test_from_the_second_failure_on_it_pauses_and_its_process_goes_on(monkeypatch):
    monkeypatch.setattr(tasks, "FURTHER_PAUSE_S", 0.05)
    desk = Desk(no_sandbox)
    desk.run()
    assert desk.state is State.QUEUED
    desk.run()
    assert (desk.state, len(desk.dispatch.sent)) == (State.RUNNING, 1)
    time.sleep(0.1)
    (again,) = desk.leases.requeue_expired()
    assert (again.state, again.attempt) == (State.QUEUED, 3)
    assert again.trouble == tuple(f"attempt {n}: SandboxUnavailable: engine is away" for n in (1, 2))


@pytest.mark.parametrize(
    ("first", "last", "cause"),
    [
        (BoxBroken, BoxBroken, "box_broken"),
        (SandboxUnavailable, BoxBroken, "sandbox_failed"),
        (BoxBroken, SandboxUnavailable, "sandbox_failed"),
    ],
)
def test_who_broke_the_box_in_every_attempt_is_told_so_in_the_end_and_nobody_else(first, last, cause):
    errors = iter([first("the box is lost"), last("the box is lost")])

    def breaks(*_):
        raise next(errors)

    desk = Desk(breaks, max_attempts=2)
    desk.run(1)
    desk.run(2)
    assert (desk.report.verdict, desk.report.cause, desk.report.score) == ("judge_error", cause, 0)
