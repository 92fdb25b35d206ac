"""The heartbeat, with a store in memory."""

import time

import pytest

from judge.domain.errors import Unavailable
from tests.contract.samples import ended, new, report
from tests.fakes.store import FakeStore
from worker.heartbeat import FLUSH_S, Heartbeat, Hold

LEASE_S = 3.0
"""Long enough that no pause of a busy machine is taken for its end."""


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def lease(store):
    record = store.submissions.create(new()).submission
    return store.leases.claim(record.queue, "w", LEASE_S)


@pytest.fixture
def renewals(store, monkeypatch):
    """For how long each was that has reached the store."""
    renew, seen = store.leases.renew, []

    def renewing(lease, lease_s):
        renewed = renew(lease, lease_s)
        seen.append(lease_s)
        return renewed

    monkeypatch.setattr(store.leases, "renew", renewing)
    return seen


def until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def told(store, lease) -> int:
    return len(store.events.read(lease.job.submission)) - 2


def test_a_held_lease_is_renewed_and_a_released_one_is_not(store, lease, renewals, monkeypatch):
    monkeypatch.setattr("worker.heartbeat.TICK_S", 0.01)
    monkeypatch.setattr("worker.heartbeat.NEWS_S", 0.02)
    row = store.tables.rows[lease.job.submission]
    first_end = row.lease_end
    heartbeat = Heartbeat(store.leases, LEASE_S)
    heartbeat.start()
    with heartbeat.holding(lease) as hold:
        until(lambda: len(renewals) >= 5)
        assert list(store.leases.requeue_expired()) == []
        assert row.lease_end > first_end
        assert not hold.lost()
    released_after = len(renewals)
    time.sleep(0.5)
    heartbeat.stop()
    assert len(renewals) <= released_after + 1, "one may have been under way, and no other"
    assert set(renewals) == {LEASE_S}


def test_a_lost_lease_is_noticed(store, lease):
    hold = Hold(store.leases, lease, 0.03)
    store.submissions.cancel(lease.job.submission)
    time.sleep(0.02)
    hold.tick()
    assert hold.lost()


def test_a_cancelled_submission_is_noticed_long_before_its_lease_ends(store, lease, monkeypatch):
    monkeypatch.setattr("worker.heartbeat.NEWS_S", 0.01)
    hold = Hold(store.leases, lease, 600)
    hold.tick()
    assert not hold.lost()
    store.submissions.cancel(lease.job.submission)
    time.sleep(0.02)
    hold.tick()
    assert hold.lost()


def test_a_finished_submission_is_not_a_lost_lease(store, lease):
    hold = Hold(store.leases, lease, 0.03)
    assert hold.finish(report())
    time.sleep(0.02)
    hold.tick()
    assert not hold.lost()


def test_events_wait_for_each_other_but_not_long(store, lease, monkeypatch):
    hold = Hold(store.leases, lease, 10)
    monkeypatch.setattr("worker.heartbeat.FLUSH_S", 60)
    hold.emit(ended("a"))
    hold.emit(ended("b"))
    hold.tick()
    assert told(store, lease) == 0
    monkeypatch.setattr("worker.heartbeat.FLUSH_S", FLUSH_S)
    time.sleep(FLUSH_S)
    hold.tick()
    assert told(store, lease) == 2
    hold.emit(ended("c"))
    time.sleep(FLUSH_S)
    hold.emit(ended("d"))
    assert told(store, lease) == 4


def test_events_that_could_not_be_told_are_kept_for_the_report(store, lease, monkeypatch):
    def away(*_):
        raise Unavailable("away")

    monkeypatch.setattr(store.leases, "emit", away)
    monkeypatch.setattr(store.leases, "renew", away)
    hold = Hold(store.leases, lease, 0.01)
    hold.emit(ended("a"))
    time.sleep(FLUSH_S)
    hold.tick()
    assert not hold.lost(), "a store that is away has not given the lease to anybody"
    assert hold.finish(report())
    assert told(store, lease) == 2


def test_events_whose_answer_was_lost_are_told_once(store, lease, monkeypatch):
    emit = store.leases.emit

    def unheard(*args):
        emit(*args)
        raise Unavailable("its answer was lost")

    monkeypatch.setattr(store.leases, "emit", unheard)
    monkeypatch.setattr("worker.heartbeat.FLUSH_S", 0)
    hold = Hold(store.leases, lease, 10)
    hold.emit(ended("a"))
    monkeypatch.setattr(store.leases, "emit", emit)
    hold.emit(ended("b"))
    hold.emit(ended("c"))
    monkeypatch.setattr(store.leases, "emit", unheard)
    hold.emit(ended("d"))
    monkeypatch.setattr("worker.heartbeat.FLUSH_S", 60)
    hold.emit(ended("e"))
    assert hold.finish(report())
    events = [event for _, event in store.events.read(lease.job.submission)]
    assert [event.test.name for event in events[2:-1]] == ["a", "b", "c", "d", "e"]


def test_a_surprise_ends_no_heartbeat(store, lease, renewals, monkeypatch):
    monkeypatch.setattr("worker.heartbeat.TICK_S", 0.01)
    monkeypatch.setattr("worker.heartbeat.NEWS_S", 0.02)
    renew, surprises = store.leases.renew, [ZeroDivisionError()]

    def surprising(*args):
        if surprises:
            raise surprises.pop()
        return renew(*args)

    monkeypatch.setattr(store.leases, "renew", surprising)
    heartbeat = Heartbeat(store.leases, LEASE_S)
    heartbeat.start()
    with heartbeat.holding(lease) as hold:
        until(lambda: len(renewals) >= 2)
        assert surprises == []
        assert list(store.leases.requeue_expired()) == []
        assert not hold.lost()
    heartbeat.stop()


def test_a_lease_that_is_about_to_be_given_back_is_renewed_no_more(store, lease, renewals, monkeypatch):
    monkeypatch.setattr("worker.heartbeat.NEWS_S", 0.0)
    hold = Hold(store.leases, lease, LEASE_S)
    hold.tick()
    hold.let_go()
    store.leases.give_back(lease)
    hold.tick()
    assert renewals == [LEASE_S]
    assert not hold.lost()


def test_an_event_that_comes_while_others_are_under_way_is_told_after_them(store, lease, monkeypatch):
    monkeypatch.setattr("worker.heartbeat.FLUSH_S", 0.0)
    hold, emit = Hold(store.leases, lease, LEASE_S), store.leases.emit

    def slow(*args):
        monkeypatch.setattr(store.leases, "emit", emit)
        hold._events.append(ended("2"))
        return emit(*args)

    monkeypatch.setattr(store.leases, "emit", slow)
    hold.emit(ended("1"))
    assert hold.finish(report())
    events = [event for _, event in store.events.read(lease.job.submission)]
    assert [event.test.name for event in events[2:-1]] == ["1", "2"]


def test_a_mistake_at_one_beat_does_not_end_the_others(store, lease, renewals, monkeypatch):
    monkeypatch.setattr("worker.heartbeat.TICK_S", 0.01)
    monkeypatch.setattr("worker.heartbeat.NEWS_S", 0.0)
    tick, mistakes = Hold.tick, [KeyError("a mistake of ours")] * 3

    def mistaken(hold):
        if mistakes:
            raise mistakes.pop()
        tick(hold)

    monkeypatch.setattr(Hold, "tick", mistaken)
    heartbeat = Heartbeat(store.leases, LEASE_S)
    heartbeat.start()
    with heartbeat.holding(lease):
        until(lambda: renewals)
    heartbeat.stop()
    assert mistakes == []
