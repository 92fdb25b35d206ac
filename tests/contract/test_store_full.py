"""A Redis without memory or without disk: what is new is refused whole, what was taken is graded and forgotten."""

import os
import resource
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import redis

from judge.config import Settings
from judge.domain.access import Role
from judge.domain.errors import Busy, Unavailable
from judge.domain.keys import Key
from judge.domain.submission import QueueName, State
from judge.service.ports import WorkerInfo
from judge.store.store import open_store
from tests.contract.append_only import halves
from tests.contract.samples import ended, new, report
from tests.fakes.store import FakeDispatch
from tests.redis_server import RedisServer
from tests.worker_process import until
from worker.janitor import Janitor

pytestmark = pytest.mark.redis

NOW = datetime(2030, 1, 2, tzinfo=UTC)
MIB = 2**20
MEMORY_MIB = 24
PIECE = 200_000


def large():
    """One that nothing makes smaller."""
    return replace(new(), files={"main.py": os.urandom(PIECE)})


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    with RedisServer(folder, "--maxmemory", f"{MEMORY_MIB}mb") as running:
        yield running


@pytest.fixture
def store(server):
    opened = open_store(Settings(redis_url=server.url, queue_limit=100_000, lease_s=1))
    yield opened
    opened.close()


@pytest.fixture
def redis_url(server):
    return server.url


def fill(store) -> int:
    """Submissions until there is no room; how many there were."""
    number = 0
    while True:
        try:
            store.submissions.create(large())
            number += 1
        except Busy as refused:
            return number if refused.code == "store_full" and refused.retry_after_s > 0 else 0


def fill_up(client) -> None:
    """Redis's memory beyond what it may use, as what grows beside submissions does."""
    while True:
        try:
            client.rpush("other", b"x" * 10_000)
        except redis.OutOfMemoryError:
            return


def test_memory_stays_bounded_and_some_is_kept_for_grading(store, client):
    count = fill(store)
    used = client.info("memory")["used_memory"]
    print(f"{count} submissions of {PIECE} bytes; Redis uses {used / MIB:.1f} of {MEMORY_MIB} MiB")
    assert count > 50
    assert used < 0.95 * MEMORY_MIB * MIB
    assert halves(client) == []


def test_what_was_taken_is_graded_though_there_is_no_memory_left(store, client):
    count = fill(store)
    fill_up(client)
    with pytest.raises((Busy, Unavailable)):
        store.submissions.create(new())

    store.workers.beat(WorkerInfo(id="w", runtimes=(), queues=(), backend="fake", concurrency=1), 10)
    assert store.turns.take("janitor", "w", 10)
    for _ in range(count - 1):
        lease = store.leases.claim(QueueName.INTERACTIVE, "w", 10)
        assert store.leases.renew(lease, 10)
        store.leases.emit(lease, [ended("a")], 0)
        assert store.leases.finish(lease, report(), [ended("b")], told=1)
    lease = store.leases.claim(QueueName.INTERACTIVE, "w", 10)
    store.leases.note(lease, "no box")
    again = store.leases.give_back(lease)
    assert [each.id for each in store.leases.stranded(0)] == [again.id]
    assert store.submissions.cancel(again.id).state is State.CANCELLED
    assert halves(client) == []


def test_what_is_past_its_time_is_forgotten_though_there_is_no_memory_left_and_then_there_is_room(store, client):
    count = fill(store)
    for _ in range(count):
        store.leases.finish(store.leases.claim(QueueName.INTERACTIVE, "w", 10), report())
    fill_up(client)
    with pytest.raises((Busy, Unavailable)):
        store.submissions.create(new())
    for name in client.zrange("judge:expiry", 0, -1):
        client.eval("#!lua flags=allow-oom\nredis.call('ZADD', 'judge:expiry', 1, ARGV[1])", 0, name)

    Janitor(store.leases, FakeDispatch(), store.turns, worker="w", lost_after_s=10)()

    assert client.keys("judge:submission:*") == []
    assert store.submissions.create(new()).submission.state is State.QUEUED


def test_things_that_belong_together_are_refused_together_where_there_is_no_memory(store, client):
    fill_up(client)
    three = [
        Key(id=name, digest="d", role=Role.CI, organisation="acme", subject="s", name="n", created_at=NOW)
        for name in ("k1", "k2", "k3")
    ]
    with pytest.raises(Unavailable):
        store.keys.add_all(three, index="all", seen=0)
    assert store.keys.everything() == []
    client.delete("other")
    store.keys.add_all(three, index="all", seen=0)
    assert store.keys.count() == 3


def test_a_full_disk_refuses_what_is_new_whole_and_all_goes_on_once_there_is_room(server, store, client):
    before = [store.submissions.create(new()).submission.id for _ in range(5)]
    held = store.leases.claim(QueueName.INTERACTIVE, "w", 60)
    room = server.written.stat().st_size + 20_000
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

    def refused() -> bool:
        try:
            before.append(store.submissions.create(large()).submission.id)
        except Unavailable:
            return True
        return False

    until(refused)
    with pytest.raises(Unavailable):
        store.leases.finish(held, report())
    assert halves(client) == []
    assert store.submissions.get(before[0]).state is State.RUNNING, "what is there can be read"

    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    until(lambda: not refused())
    assert store.leases.finish(held, report())
    server.stop()
    server.start()
    assert halves(client) == []
    assert [store.submissions.get(each).id for each in before] == before
