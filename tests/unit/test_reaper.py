"""Whose boxes are removed: those of workers that stay away, never those of one that was not heard for a while."""

from judge.domain.submission import QueueName
from judge.service.ports import WorkerInfo
from tests.fakes.store import FakeStore
from worker.reaper import EVERY, LOOKS, Reaper


class Boxes:
    """Those of each worker, until they are reaped."""

    def __init__(self, *workers: str) -> None:
        self.of = set(workers)

    def reap(self, kept) -> int:
        self.of &= set(kept)
        return 0


def beat(store: FakeStore, worker: str, ttl_s: float = 60) -> None:
    info = WorkerInfo(id=worker, runtimes=(), queues=(QueueName.BATCH,), backend="docker", concurrency=1)
    store.workers.beat(info, ttl_s)


def looks(reaper: Reaper, count: int) -> None:
    for _ in range(count * EVERY):
        reaper()


def test_boxes_of_a_worker_that_stays_away_are_removed_and_no_others():
    store, boxes = FakeStore(), Boxes("me", "alive", "dead")
    beat(store, "me")
    beat(store, "alive")
    looks(Reaper(boxes.reap, store.workers, "me"), LOOKS + 1)
    assert boxes.of == {"me", "alive"}


def test_boxes_of_a_worker_that_was_not_heard_for_a_moment_stay():
    """As after an outage of Redis: until it speaks again, its presence there is over."""
    store, boxes = FakeStore(), Boxes("me", "other")
    reaper = Reaper(boxes.reap, store.workers, "me")
    beat(store, "me")
    beat(store, "other")
    looks(reaper, LOOKS + 1)
    store.workers.leave("other")
    looks(reaper, 1)
    beat(store, "other")
    looks(reaper, LOOKS + 1)
    assert boxes.of == {"me", "other"}


def test_a_worker_that_has_just_started_removes_nothing_before_it_had_time_to_hear_the_others():
    store, boxes = FakeStore(), Boxes("me", "other")
    reaper = Reaper(boxes.reap, store.workers, "me")
    beat(store, "me")
    looks(reaper, 1)
    beat(store, "other")
    looks(reaper, LOOKS + 1)
    assert boxes.of == {"me", "other"}


def test_looks_in_which_it_is_missing_itself_say_nothing_about_others():
    """As while the engine is away: workers ask it before they say that they live, so nobody says it."""
    store, boxes = FakeStore(), Boxes("me", "other")
    reaper = Reaper(boxes.reap, store.workers, "me")
    looks(reaper, LOOKS + 1)
    beat(store, "me")
    looks(reaper, 1)
    beat(store, "other")
    looks(reaper, LOOKS + 1)
    assert boxes.of == {"me", "other"}
