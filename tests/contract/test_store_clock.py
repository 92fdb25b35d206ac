"""The store when Redis was away or its clock jumps by an hour: nobody loses a lease, and nobody keeps one."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from judge.config import Settings
from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName
from judge.service.ports import WorkerInfo
from judge.store.keys import Key
from judge.store.store import Store, open_store
from tests import clocks
from tests.contract.samples import new, report
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
HOUR_S = 3600
LEASE_S = 2
SHORT_S = 0.2


class Shifted:
    """A Redis server whose clock is set by ``jump``."""

    def __init__(self, server: RedisServer, clock: Path) -> None:
        self.server = server
        self._clock = clock
        self.store: Store = open_store(Settings(redis_url=server.url))

    def jump(self, seconds: int) -> None:
        clocks.jump(self._clock, seconds)

    def stop_for(self, seconds: float) -> None:
        with redis.Redis.from_url(self.server.url) as client:
            pid = int(client.info("server")["process_id"])
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)


@pytest.fixture
def shifted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shifted]:
    clock = tmp_path / "clock"
    for name, text in clocks.variables(clocks.build(tmp_path), clock).items():
        monkeypatch.setenv(name, text)
    with RedisServer(tmp_path) as server:
        yield Shifted(server, clock)


def queued(store: Store) -> str:
    return store.submissions.create(new()).submission.id


def claimed(store: Store, lease_s: float = LEASE_S):
    return store.leases.claim(new().queue, "w", lease_s)


def test_the_clock_of_the_server_really_jumps(shifted):
    with redis.Redis.from_url(shifted.server.url) as client:
        shifted.jump(HOUR_S)
        assert client.time()[0] - time.time() > HOUR_S - 5
        shifted.jump(-HOUR_S)
        assert client.time()[0] - time.time() < 5 - HOUR_S


def test_a_clock_that_jumps_ahead_ends_no_lease(shifted):
    store = shifted.store
    queued(store)
    lease = claimed(store)
    store.leases.keep_time()
    shifted.jump(HOUR_S)
    store.leases.keep_time()
    assert list(store.leases.requeue_expired()) == []
    assert store.leases.renew(lease, LEASE_S)


def test_a_clock_that_goes_back_leaves_nobody_a_lease_for_an_hour(shifted):
    store = shifted.store
    submission = queued(store)
    claimed(store, SHORT_S)
    shifted.jump(-HOUR_S)
    store.leases.keep_time()
    time.sleep(2 * SHORT_S)
    assert [each.id for each in store.leases.requeue_expired()] == [submission]


@pytest.mark.parametrize("away", ["stopped", "restarted", "read only"])
def test_while_redis_is_away_leases_stand_still(shifted, away):
    store = shifted.store
    queued(store)
    lease = claimed(store)
    store.leases.keep_time()
    if away == "stopped":
        stopping = threading.Thread(target=shifted.stop_for, args=(LEASE_S + 1,))
        stopping.start()
        time.sleep(0.5)
        store.leases.keep_time()  # asked while it is stopped, as a janitor asks each second
        stopping.join()
    elif away == "restarted":
        shifted.server.stop()
        with pytest.raises(Unavailable):
            store.leases.keep_time()
        time.sleep(LEASE_S + 1)
        shifted.server.start()
    else:
        with redis.Redis.from_url(shifted.server.url) as client:
            client.config_set("min-replicas-to-write", 1)  # as when the disk is full: it answers, and takes no writes
            with pytest.raises(Unavailable):
                store.leases.keep_time()
            time.sleep(LEASE_S + 1)
            client.config_set("min-replicas-to-write", 0)
    store.leases.keep_time()
    assert list(store.leases.requeue_expired()) == []
    assert store.leases.renew(lease, LEASE_S)


def test_a_lease_that_nobody_renews_ends_while_time_goes_by_as_it_should(shifted):
    store = shifted.store
    submission = queued(store)
    claimed(store, SHORT_S)
    store.leases.keep_time()
    time.sleep(2 * SHORT_S)
    store.leases.keep_time()
    assert [each.id for each in store.leases.requeue_expired()] == [submission]


def test_a_pause_after_a_failure_is_no_hour_longer_after_the_clock_went_back(shifted):
    store = shifted.store
    submission = queued(store)
    store.leases.give_back(claimed(store), pause_s=SHORT_S)
    shifted.jump(-HOUR_S)
    store.leases.keep_time()
    time.sleep(2 * SHORT_S)
    assert [each.id for each in store.leases.requeue_expired()] == [submission]


def test_a_pause_after_a_failure_goes_on_while_redis_is_away(shifted):
    store = shifted.store
    submission = queued(store)
    store.leases.give_back(claimed(store), pause_s=LEASE_S)
    store.leases.keep_time()
    stopping = threading.Thread(target=shifted.stop_for, args=(LEASE_S + 1,))
    stopping.start()
    time.sleep(0.5)
    store.leases.keep_time()
    stopping.join()
    store.leases.keep_time()
    assert [each.id for each in store.leases.requeue_expired()] == [submission]


def test_nobody_keeps_a_turn_for_an_hour_after_the_clock_went_back(shifted):
    turns = shifted.store.turns
    assert turns.take("janitor", "dead", SHORT_S)
    shifted.jump(-HOUR_S)
    assert not turns.take("janitor", "next", SHORT_S)
    time.sleep(2 * SHORT_S)
    assert turns.take("janitor", "next", SHORT_S)


def test_a_lost_message_is_noticed_after_the_clock_went_back(shifted):
    store = shifted.store
    submission = queued(store)
    assert list(store.leases.stranded(SHORT_S)) == []
    shifted.jump(-HOUR_S)
    assert list(store.leases.stranded(SHORT_S)) == []
    time.sleep(2 * SHORT_S)
    assert [each.id for each in store.leases.stranded(SHORT_S)] == [submission]


def test_a_dead_worker_is_not_counted_for_an_hour_after_the_clock_went_back(shifted):
    info = WorkerInfo(id="dead", runtimes=(), queues=(QueueName.BATCH,), backend="docker", concurrency=1)
    shifted.store.workers.beat(info, 15)
    shifted.jump(-HOUR_S)
    assert shifted.store.workers.live() == [info]
    with redis.Redis.from_url(shifted.server.url) as client:
        until_ms = int(client.hget(Key.WORKERS, "dead").split()[0])
        assert until_ms <= client.time()[0] * 1000 + 61_000


@pytest.mark.parametrize("seconds", [HOUR_S, -HOUR_S])
def test_a_jump_while_something_is_graded_changes_no_usual_time(shifted, seconds):
    store = shifted.store
    queued(store)
    lease = claimed(store, 2 * HOUR_S)
    shifted.jump(seconds)
    assert store.leases.finish(lease, report())
    place = store.submissions.create(new()).place
    assert 0 <= place.like_it_ms == place.any_ms < HOUR_S * 1000 / 10


def test_a_usual_time_below_zero_is_told_to_nobody_and_the_next_one_takes_its_place(shifted):
    """As an earlier version kept it after a jump."""
    store = shifted.store
    queued(store)
    lease = claimed(store)
    for kind in ("sums python", "*"):
        store.connection.command("HSET", Key.USUAL, kind, "-3599997.0")
    place = store.submissions.create(new()).place
    assert (place.like_it_ms, place.any_ms) == (0, 0)
    assert store.leases.finish(lease, report())
    assert float(store.connection.command("HGET", Key.USUAL, "*")) >= 0
