"""The heartbeat, with a store in memory."""

import time

import pytest

from judge.domain.errors import Unavailable
from tests.contract.samples import ended, new, report
from tests.fakes.store import FakeStore
from worker.heartbeat import FLUSH_S, Heartbeat, Hold


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def lease(store):
    record = store.submissions.create(new()).submission
    return store.leases.claim(record.queue, "w", 0.3)


def told(store, lease) -> int:
    return len(store.events.read(lease.job.submission)) - 2


def test_a_held_lease_is_renewed_and_a_released_one_is_not(store, lease):
    heartbeat = Heartbeat(store.leases, 0.3)
    heartbeat.start()
    with heartbeat.holding(lease) as hold:
        time.sleep(0.6)
        assert list(store.leases.requeue_expired()) == []
        assert not hold.lost()
    time.sleep(0.5)
    heartbeat.stop()
    assert len(list(store.leases.requeue_expired())) == 1


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


def test_events_wait_for_each_other_but_not_long(store, lease):
    hold = Hold(store.leases, lease, 10)
    hold.emit(ended("a"))
    hold.emit(ended("b"))
    hold.tick()
    assert told(store, lease) == 0
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


def test_a_surprise_ends_no_heartbeat(store, lease, monkeypatch):
    assert store.leases.renew(lease, 5)
    renew, surprises = store.leases.renew, [ZeroDivisionError()]

    def surprising(*args):
        if surprises:
            raise surprises.pop()
        return renew(*args)

    monkeypatch.setattr(store.leases, "renew", surprising)
    heartbeat = Heartbeat(store.leases, 1.5)
    heartbeat.start()
    with heartbeat.holding(lease) as hold:
        time.sleep(1.2)
        assert surprises == []
        assert list(store.leases.requeue_expired()) == []
        assert not hold.lost()
    heartbeat.stop()
