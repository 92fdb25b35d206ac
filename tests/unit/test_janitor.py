"""The janitor and the worker's presence, with a store in memory."""

import threading

import pytest
import structlog.testing

from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName
from judge.service.ports import WorkerInfo
from tests.contract.samples import new
from tests.fakes.store import FakeDispatch, FakeStore
from worker import janitor
from worker.janitor import Janitor, Presence, Rounds

INFO = WorkerInfo(id="w", runtimes=("go",), queues=(QueueName.BATCH,), backend="docker", concurrency=1)


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def dispatch():
    return FakeDispatch()


def test_an_expired_attempt_is_sent_again(store, dispatch):
    record = store.submissions.create(new()).submission
    assert store.leases.claim(record.queue, "dead", 0.0)
    Janitor(store.leases, dispatch, store.turns, worker="w", lost_after_s=60)()
    assert dispatch.sent == [(record.id, 2, QueueName.INTERACTIVE)]


def test_a_lost_message_is_sent_again(store, dispatch):
    record = store.submissions.create(new(queue=QueueName.BATCH)).submission
    Janitor(store.leases, dispatch, store.turns, worker="w", lost_after_s=0)()
    assert dispatch.sent == [(record.id, 1, QueueName.BATCH)]


def test_one_janitor_acts_at_a_time(store, dispatch):
    first, second = (Janitor(store.leases, dispatch, store.turns, worker=name, lost_after_s=0) for name in "ab")
    first()
    store.submissions.create(new())
    second()
    assert dispatch.sent == []
    first()
    assert len(dispatch.sent) == 1


def test_a_worker_is_present_until_it_leaves(store, monkeypatch):
    monkeypatch.setattr(janitor, "PRESENCE_S", 3.0)  # longer than a busy machine pauses
    monkeypatch.setattr(janitor, "INTERVAL_S", 0.01)
    told = threading.Semaphore(0)
    beat = store.workers.beat

    def beating(*what) -> None:
        beat(*what)
        told.release()

    monkeypatch.setattr(store.workers, "beat", beating)
    presence = Presence(store.workers, lambda: INFO)
    rounds = Rounds([presence])
    rounds.start()
    for _ in range(3):
        assert told.acquire(timeout=30)
    assert store.workers.live() == [INFO]
    rounds.stop()
    presence.leave()
    assert store.workers.live() == []


def test_a_presence_is_told_of_several_times_before_it_ends(store, monkeypatch):
    told = []
    monkeypatch.setattr(store.workers, "beat", lambda info, ttl_s: told.append(ttl_s))
    presence = Presence(store.workers, lambda: INFO)
    for _ in range(int(janitor.PRESENCE_S / janitor.INTERVAL_S)):
        presence()
    assert told == [janitor.PRESENCE_S] * janitor.BEATS


@pytest.mark.parametrize("error", [Unavailable("away"), ZeroDivisionError()])
def test_a_duty_that_fails_keeps_nobody_from_the_next_round(error, monkeypatch):
    monkeypatch.setattr(janitor, "INTERVAL_S", 0.01)
    called = threading.Semaphore(0)

    def fails() -> None:
        raise error

    rounds = Rounds([fails, called.release])
    rounds.start()
    assert called.acquire(timeout=5)
    assert called.acquire(timeout=5)
    rounds.stop()


def test_a_duty_that_waits_for_an_engine_keeps_nobody_from_the_next_round(monkeypatch):
    monkeypatch.setattr(janitor, "INTERVAL_S", 0.01)
    called = threading.Semaphore(0)
    answered = threading.Event()
    rounds = Rounds([answered.wait, called.release])
    rounds.start()
    assert called.acquire(timeout=5)
    assert called.acquire(timeout=5)
    answered.set()
    rounds.stop()


def test_rounds_that_are_stopped_before_they_begin_do_nothing() -> None:
    """A worker may be told to end while another thread still makes what these need."""
    called: list[int] = []
    rounds = Rounds([lambda: called.append(1)])
    rounds.stop()
    rounds.start()
    rounds.stop()
    assert called == []


def test_a_store_that_is_away_for_long_is_told_now_and_then_and_so_is_its_return(monkeypatch):
    monkeypatch.setattr(janitor, "INTERVAL_S", 0.001)
    monkeypatch.setattr(janitor, "TELL_EVERY", 10)
    calls = 0
    back = threading.Event()

    def duty() -> None:
        nonlocal calls
        calls += 1
        if calls <= 25:
            raise Unavailable("away")
        if calls > 30:
            back.set()

    with structlog.testing.capture_logs() as told:
        rounds = Rounds([duty])
        rounds.start()
        assert back.wait(30)
        rounds.stop()
    assert [each["event"] for each in told] == ["round_failed"] * 3 + ["round_works_again"]
    assert told[-1]["failed"] == 25
