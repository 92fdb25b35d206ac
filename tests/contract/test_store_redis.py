"""What only the Redis store has to prove: round trips, restarts, retention, and one connection for all who wait."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from judge.config import Settings
from judge.domain.errors import Busy, NotFound, Unavailable
from judge.domain.recorded import RecordedTest
from judge.domain.submission import State
from judge.service.ports import Query
from judge.store.connection import Connection
from judge.store.keys import Key
from judge.store.leases import RedisLeases
from judge.store.store import open_store
from judge.store.submissions import RedisSubmissions
from tests.contract.samples import FILES, ended, new, report
from tests.redis_server import free_port

pytestmark = pytest.mark.redis


def round_trips(client, call) -> int:
    """How often the server read something while ``call`` ran; the second question is itself one."""
    before = client.info("stats")["total_reads_processed"]
    call()
    return client.info("stats")["total_reads_processed"] - before - 1


def test_create_claim_renew_emit_and_finish_are_one_round_trip_each(store, client):
    leases = store.leases
    warm = store.submissions.create(new()).submission
    lease = leases.claim(warm.queue, "w", 10)
    leases.renew(lease, 10)
    leases.emit(lease, [ended("a")], 0)
    leases.finish(lease, report(), [ended("b")], told=1)
    made, held = [], []
    steps = {
        "create": lambda: made.append(store.submissions.create(new()).submission),
        "claim": lambda: held.append(leases.claim(made[0].queue, "w", 10)),
        "renew": lambda: leases.renew(held[0], 10),
        "emit": lambda: leases.emit(held[0], [ended("a"), ended("b")], 0),
        "finish": lambda: leases.finish(held[0], report(), [ended("c")], told=2),
    }
    for name, step in steps.items():
        assert round_trips(client, step) == 1, name
    assert round_trips(client, lambda: store.submissions.get(made[0].id)) == 1


def test_a_redis_that_is_away_is_unavailable_not_a_redis_error(redis_server):
    store = open_store(Settings(redis_url=redis_server.url))
    record = store.submissions.create(new()).submission
    lease = store.leases.claim(record.queue, "w", 10)
    redis_server.stop()
    calls = {
        "get": lambda: store.submissions.get(record.id),
        "create": lambda: store.submissions.create(new()),
        "list": lambda: store.submissions.list(Query()),
        "reports": lambda: store.submissions.reports([record.id]),
        "finish": lambda: store.leases.finish(lease, report()),
        "live": store.workers.live,
        "files": lambda: store.packages.files("sha256:a"),
    }
    for call in calls.values():
        with pytest.raises(Unavailable):
            call()


def test_a_watch_without_redis_is_unavailable():
    store = open_store(Settings(redis_url=f"redis://127.0.0.1:{free_port()}/0"))
    with pytest.raises(Unavailable), store.events.watch("01K"):
        pass


def test_a_full_redis_takes_nothing_more_and_keeps_what_it_has(store, client):
    record = store.submissions.create(new()).submission
    client.config_set("maxmemory", "1mb")
    try:
        with pytest.raises(Busy, match="full"):
            store.submissions.create(new())
    finally:
        client.config_set("maxmemory", "0")
    assert store.submissions.get(record.id) == record


def test_a_restart_forgets_nothing_and_the_lease_still_fences(redis_server):
    store = open_store(Settings(redis_url=redis_server.url))
    record = store.submissions.create(new(key="k", fingerprint="f")).submission
    lease = store.leases.claim(record.queue, "w", 30)
    redis_server.stop()
    redis_server.start()
    assert store.submissions.get(record.id).state is State.RUNNING
    assert store.leases.renew(lease, 30)
    assert store.leases.finish(lease, report())
    assert store.submissions.create(new(key="k", fingerprint="f")).replayed
    assert store.submissions.report(record.id) == report()


def test_a_watch_survives_a_restart_and_hears_what_comes_after(redis_server):
    store = open_store(Settings(redis_url=redis_server.url))
    record = store.submissions.create(new()).submission
    with store.events.watch(record.id) as watch:
        redis_server.stop()
        assert not watch.wait(0.3)
        redis_server.start()
        assert watch.wait(10), "woken to look again, because news may have been missed"
        assert not watch.wait(0.1)
        store.submissions.cancel(record.id)
        assert watch.wait(5)


def test_the_sources_are_kept_compressed(store, client):
    record = store.submissions.create(new()).submission
    kept = client.hget(f"judge:submission:{record.id}", "files")
    assert len(kept) < sum(map(len, FILES.values())) / 2


def test_ended_submissions_are_forgotten_after_the_retention_and_leave_nothing(redis_url, client):
    connection = Connection(redis_url)
    submissions = RedisSubmissions(connection, queue_limit=10, retention_ms=50)
    leases = RedisLeases(connection, max_attempts=3, retention_ms=50)
    done, again, cancelled, waiting = (submissions.create(new()).submission for _ in range(4))
    for record in (done, again):
        leases.finish(leases.claim(record.queue, "w", 10), report())
    submissions.cancel(cancelled.id)
    submissions.rejudge(again.id)
    time.sleep(0.1)
    assert submissions.get(done.id).state is State.FINISHED, "until the janitor comes"
    assert [client.pttl(f"judge:{kind}:{done.id}") for kind in ("submission", "events")] == [-1, -1], "only then"
    assert list(leases.requeue_expired()) == []
    for record in (done, cancelled):
        with pytest.raises(NotFound):
            submissions.get(record.id)
        assert not [key for key in client.scan_iter() if record.id.encode() in key]
    assert {record.id for record in submissions.list(Query()).submissions} == {waiting.id, again.id}
    assert submissions.counts()[State.FINISHED] == 0
    assert client.pttl(f"judge:submission:{again.id}") == -1, "one that is judged again has no end yet"


def left_of(client, submission_id: str) -> list[bytes]:
    """The keys in whose names, or in whose members if they are lists, an id is."""
    lists = set(client.scan_iter(_type="zset"))
    wanted = submission_id.encode()
    return [
        name
        for name in client.scan_iter()
        if wanted in name or (name in lists and client.zscore(name, wanted) is not None)
    ]


def test_one_whose_record_went_by_itself_is_taken_out_of_every_list(store, client):
    """As earlier versions left them: a record expired a day after its time, in the same lists as before."""
    lists = ("all", "challenge:sums", "organisation:acme", "owner:ann", "attempts:i1:sums")
    lost, kept, cancelled = (
        store.submissions.create(new(owner="ann", organisation="acme", indexes=lists)).submission for _ in range(3)
    )
    for _ in range(2):
        store.leases.finish(store.leases.claim(lost.queue, "w", 10), report())
    store.submissions.cancel(cancelled.id)
    for gone in (lost, cancelled):
        client.delete(f"judge:submission:{gone.id}")
        client.zadd("judge:expiry", {gone.id: 1})
    assert list(store.leases.requeue_expired()) == []
    assert left_of(client, lost.id) == left_of(client, cancelled.id) == []
    assert store.submissions.counts()[State.FINISHED] == 1
    assert len(left_of(client, kept.id)) == len(lists) + 5, "record, events, state, verdict, expiry"


def test_a_thousand_who_wait_share_one_connection(store, client):
    records = [store.submissions.create(new()).submission for _ in range(10)]
    before = int(client.info("clients")["connected_clients"])
    heard, ready = [], threading.Semaphore(0)

    def listen(submission_id: str) -> None:
        with store.events.watch(submission_id) as watch:
            ready.release()
            heard.append(watch.wait(30))

    threads = [threading.Thread(target=listen, args=(records[number % 10].id,)) for number in range(1000)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert ready.acquire(timeout=30)
    assert int(client.info("clients")["connected_clients"]) - before <= 1
    for record in records:
        store.submissions.cancel(record.id)
    for thread in threads:
        thread.join(30)
    assert heard == [True] * 1000


GEVENT = """
from gevent import monkey; monkey.patch_all()
import gevent, json, sys, time
from judge.config import Settings
from judge.store.store import open_store
store = open_store(Settings(redis_url=sys.argv[1]))
ids, heard = sys.argv[2:], []
def listen(submission_id):
    with store.events.watch(submission_id) as watch:
        heard.append(watch.wait(20))
waiters = [gevent.spawn(listen, ids[number % len(ids)]) for number in range(2000)]
gevent.sleep(0.5)
began = time.monotonic()
assert store.submissions.get(ids[0]).state == "queued"
quick = time.monotonic() - began
print("ready", flush=True)
gevent.joinall(waiters)
print(json.dumps({"heard": sum(heard), "of": len(heard), "quick": quick}))
"""


def test_two_thousand_greenlets_wait_under_gevent_while_others_are_served(store, redis_url):
    records = [store.submissions.create(new()).submission for _ in range(5)]
    ids = [record.id for record in records]
    with subprocess.Popen(
        (sys.executable, "-c", GEVENT, redis_url, *ids),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        for submission_id in ids:
            store.submissions.cancel(submission_id)
        answer = json.loads(process.stdout.read())
    assert (answer["heard"], answer["of"]) == (2000, 2000)
    assert answer["quick"] < 0.5


FORK = """
import os, sys
from judge.config import Settings
from judge.store.store import open_store
store = open_store(Settings(redis_url=sys.argv[1]))
with store.events.watch(sys.argv[2]) as watch:
    pass
if os.fork() == 0:
    with store.events.watch(sys.argv[2]) as watch:
        store.submissions.cancel(sys.argv[2])
        os._exit(0 if watch.wait(5) else 1)
sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_forked_child_hears_with_a_thread_of_its_own(store, redis_url):
    record = store.submissions.create(new()).submission
    command = (sys.executable, "-c", FORK, redis_url, record.id)
    assert subprocess.run(command, cwd=Path(__file__).parents[2], timeout=30, check=False).returncode == 0


def test_tests_that_an_earlier_version_recorded_as_mere_ids_are_read(store, client):
    client.hset(Key.TESTS + "sha256:a", "unit", json.dumps(["sample/test_a.py::test_1", "hidden/test_b.py::test_2"]))
    assert store.packages.recorded_tests("sha256:a", "unit") == (
        RecordedTest(id="sample/test_a.py::test_1", group="sample"),
        RecordedTest(id="hidden/test_b.py::test_2", group="hidden"),
    )
