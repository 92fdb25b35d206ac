"""A Redis without any memory left, with the real queue: messages are sent and taken, workers live, news is told.

Redis is full here as soon as a test says so: it may use less than it does.
"""

from datetime import UTC, datetime, timedelta

import pytest
import redis

from judge.config import Settings
from judge.domain.access import Role
from judge.domain.errors import Busy, StoreFull
from judge.domain.submission import QueueName
from judge.domain.webhooks import Delivery
from judge.queue import open_dispatch
from judge.service.conductor import Conductor
from judge.service.keys import KeyCases, NewKey
from judge.store.keys import celery_queue
from judge.store.store import open_store
from tests.contract.judge_side import Judge
from tests.contract.samples import new
from tests.redis_server import RedisServer
from tests.worker_process import WorkerProcess, until
from worker.janitor import Janitor

pytestmark = pytest.mark.redis

NOW = datetime(2030, 1, 1, tzinfo=UTC)
FULL, ROOM = "100kb", "0"


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    with RedisServer(folder) as running:
        yield running


@pytest.fixture
def redis_url(server):
    return server.url


def fill(client) -> None:
    client.config_set("maxmemory", FULL)
    with pytest.raises(redis.OutOfMemoryError):
        client.set("other", 1)


def test_a_worker_lives_and_grades_what_waits_and_what_it_gives_back(server, client, tmp_path):
    judge = Judge(server.url)
    one, two = (WorkerProcess(server.url, tmp_path / name, lease_s=3) for name in ("one", "two"))

    def logs() -> str:
        return one.log() + two.log()

    with one:
        until(judge.store.workers.live, what=logs)
        slow = judge.submit(sleep_s=2, emits=4)
        until(lambda: judge.store.workers.live() and client.zcard("judge:running"), what=logs)
        waits = [judge.store.submissions.create(new()).submission for _ in range(3)]
        given_back = judge.submit(fail=1)
        fill(client)
        with pytest.raises(Busy):
            judge.submit()
        client.client_kill_filter(_type="normal", skipme=True)
        with two:  # one that begins while there is no memory
            until(lambda: len(judge.store.workers.live()) == 2, what=logs)
            until(lambda: judge.finished() == 5, 60, logs)
            client.client_kill_filter(_type="normal", skipme=True)
            client.config_set("maxmemory", ROOM)
            after = [judge.submit() for _ in range(4)]
            until(lambda: judge.finished() == 9, 60, logs)
            assert [each.terminate() for each in (one, two)] == [0, 0]
    assert "Unrecoverable" not in logs()
    judge.assert_each_has_one_report([slow, *waits, given_back, *after])


def test_the_janitor_rings_for_what_waits_with_no_message(server, store, client):
    settings = Settings(redis_url=server.url)
    lost = store.submissions.create(new()).submission
    fill(client)
    dispatch = open_dispatch(settings)
    Janitor(store.leases, dispatch, store.turns, worker="w", lost_after_s=0)()
    assert client.llen(celery_queue(lost.queue)) == 1
    dispatch.send(lost)
    assert client.llen(celery_queue(lost.queue)) == 2
    assert not client.keys("_kombu*"), "nothing else is kept of a queue"


def test_sending_costs_one_round_trip(server, client):
    dispatch = open_dispatch(Settings(redis_url=server.url))
    record = open_store(Settings(redis_url=server.url)).submissions.create(new()).submission
    dispatch.send(record)
    before = client.info("stats")["total_reads_processed"]
    for _ in range(10):
        dispatch.send(record)
    assert client.info("stats")["total_reads_processed"] - before - 1 == 10


def test_what_was_taken_is_told_and_goes_live(store, client):
    version = store.packages.add("sums", {"challenge.yaml": b"id: sums"}, "acme")
    site = store.workers.site()
    fill(client)
    delivery = Delivery(id="d", hook="h", organisation="acme", happening="ping", about="", body="{}", created_at=NOW)
    store.deliveries.add(delivery)
    store.schedule.put("h", "d", NOW)
    assert store.schedule.due("h", NOW + timedelta(seconds=1)) == ["d"]
    store.schedule.drop("h", "d")
    assert store.schedule.lanes(NOW + timedelta(seconds=1)) == []
    store.packages.go_live(version, once="1:1")
    assert store.packages.latest("sums") == version
    assert store.workers.site() == site


def test_a_key_is_known_though_its_use_cannot_be_noted(store, client):
    cases = KeyCases(store.keys, store.uses)
    issued = cases.make(NewKey(role=Role.CANDIDATE, organisation="acme", name="ann"))
    fill(client)
    assert cases.caller(issued.whole).key == issued.key.id
    client.config_set("maxmemory", ROOM)
    client.config_set("min-replicas-to-write", 1)  # refused with other words, as by a full disk
    assert KeyCases(store.keys, store.uses).caller(issued.whole).key == issued.key.id
    assert store.uses.last([issued.key.id]) == [None]


def test_a_step_of_the_conductor_that_makes_something_new_keeps_no_other_one_from_its_turn(store, client):
    fill(client)
    done = []

    def begin() -> None:
        done.append("begins")
        store.packages.add("sums", {"challenge.yaml": b"id: sums"}, "acme")

    conductor = Conductor(store.turns, "w", {"begins": begin, "old": lambda: done.append("old")}, clock=lambda: 0.0)
    conductor()
    conductor()
    assert done == ["begins", "old", "old"]
    with pytest.raises(StoreFull):
        begin()


def test_what_is_refused_for_want_of_memory_is_told_from_a_store_that_is_away(store, client):
    lease = store.leases.claim(store.submissions.create(new()).submission.queue, "w", 60)
    fill(client)
    with pytest.raises(StoreFull):
        store.connection.command("SET", "other", 1)
    with pytest.raises(StoreFull):
        store.connection.commands(("PING",), ("SET", "other", 1))
    assert store.leases.renew(lease, 60)
    assert store.leases.claim(QueueName.BATCH, "w", 60) is None
