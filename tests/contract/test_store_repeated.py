"""A script that Redis runs once more, because its answer was lost on the way and it was sent again, changes nothing
more and answers the same."""

from dataclasses import replace

import pytest
import redis

from judge.domain.errors import Conflict
from judge.domain.submission import QueueName, State
from judge.domain.verdict import Verdict
from judge.store.connection import Connection
from tests.contract.samples import ended, new, report

pytestmark = pytest.mark.redis

TOKEN = "of one call"


@pytest.fixture
def client(redis_url):
    with redis.Redis.from_url(redis_url, decode_responses=True) as opened:
        yield opened


def names(store, submission_id: str) -> list[str]:
    """What was told of it: states, and names of tests."""
    return [
        event.state if hasattr(event, "state") else event.test.name for _, event in store.events.read(submission_id)
    ]


def a_life(store, client) -> list[object]:
    """All that one may go through, and what there is of it after each step; nothing that is a time or an id."""
    seen: list[object] = []
    record = store.submissions.create(new(owner="ann", organisation="acme")).submission

    def step(answer: object) -> None:
        now = replace(store.submissions.get(record.id), id="", created_at=None, started_at=None, finished_at=None)
        kept = client.hmget(f"judge:submission:{record.id}", "first", "broken", "spared", "orphaned")
        lists = sorted(key for key in client.keys("judge:index:*") if client.zscore(key, record.id) is not None)
        waits = {queue: client.zrange(f"judge:waiting:{queue}", 0, -1, withscores=True) for queue in QueueName}
        shares = [client.hgetall(key) for key in sorted(client.keys("judge:share:*"))]
        tags = [[tag for _, tag in each] for each in waits.values()]
        outbox = client.xlen("judge:outbox")
        seen.append((answer, now, kept, lists, tags, shares, names(store, record.id), outbox))

    def claim(queue: QueueName = QueueName.INTERACTIVE):
        lease = store.leases.claim(queue, "w", 60)
        step((lease.job.attempt, lease.tries, lease.broken))
        return lease

    lease = claim()
    step(store.leases.renew(lease, 60))
    step(store.leases.emit(lease, [ended("a"), ended("b")], 0))
    step(store.leases.emit(lease, [ended("c")], 2))
    step(store.leases.note(lease, "the box is lost", broken=True))
    step(store.leases.give_back(lease).state)
    lease = claim()
    step(store.leases.emit(lease, [ended("a")], 0))
    step(store.leases.note(lease, "no box"))
    step(store.leases.give_back(lease, counts=False).state)
    lease = claim()
    step(store.leases.emit(lease, [ended("a")], 0))
    step(store.leases.finish(lease, report(Verdict.WRONG_ANSWER), [ended("b"), ended("c")], 1))
    step(store.submissions.rejudge(record.id).state)
    step(store.leases.finish(claim(QueueName.BATCH), report(), [ended("a")]))
    step(store.submissions.rejudge(record.id).state)
    return seen


def test_each_script_of_a_submission_run_twice_leaves_what_it_leaves_run_once(store, client, monkeypatch):
    expected = a_life(store, client)
    client.flushdb()
    once, ran = Connection.script, set()

    def twice(self, name, *args, **how):
        ran.add(name)
        once(self, name, *args, **how)
        return once(self, name, *args, **how)

    monkeypatch.setattr(Connection, "script", twice)
    for number, (first, again) in enumerate(zip(expected, a_life(store, client), strict=True)):
        assert again == first, f"step {number}"
    assert ran == {"create", "claim", "renew", "emit", "note_trouble", "give_back", "finish", "rejudge"}


def test_events_told_again_with_others_behind_them_are_added_once(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", 60)
    any_store.leases.emit(lease, [ended("a"), ended("b")], 0)
    any_store.leases.emit(lease, [ended("a"), ended("b"), ended("c")], 0)
    any_store.leases.emit(lease, [ended("a")], 0)
    any_store.leases.emit(lease, [ended("d")], 3)
    assert any_store.leases.finish(lease, report(), [ended("d"), ended("e")], 3)
    told = ["queued", "running", "a", "b", "c", "d", "e", "finished"]
    assert names(any_store, record.id) == told


def test_the_next_attempt_tells_its_events_from_the_first_on(any_store):
    record = any_store.submissions.create(new()).submission
    for _ in range(2):
        lease = any_store.leases.claim(record.queue, "w", 60)
        any_store.leases.emit(lease, [ended("a")], 0)
        any_store.leases.give_back(lease)
    assert names(any_store, record.id) == ["queued", "running", "a", "queued", "running", "a", "queued"]


def test_a_box_that_broke_once_counts_once_however_often_it_is_noted(any_store):
    record = any_store.submissions.create(new()).submission
    for attempt in (1, 2):
        lease = any_store.leases.claim(record.queue, "w", 60)
        assert lease.broken == attempt - 1
        any_store.leases.note(lease, "the box is lost", broken=True)
        any_store.leases.note(lease, "the box is lost", broken=True)
        assert len(any_store.submissions.get(record.id).trouble) == attempt
        any_store.leases.give_back(lease)
    assert any_store.leases.claim(record.queue, "w", 60).broken == 2


def test_a_rejudge_that_comes_again_late_does_not_judge_again_what_was_judged_meanwhile(store):
    connection = store.submissions._connection
    record = store.submissions.create(new()).submission
    store.leases.finish(store.leases.claim(record.queue, "w", 60), report())
    connection.script("rejudge", record.id, TOKEN)
    store.leases.finish(store.leases.claim(QueueName.BATCH, "w", 60), report())
    connection.script("rejudge", record.id, TOKEN)
    now = store.submissions.get(record.id)
    assert (now.state, now.attempt) == (State.FINISHED, 2)

    assert store.submissions.rejudge(record.id).attempt == 3, "and another call does"
    with pytest.raises(Conflict):
        store.submissions.rejudge(record.id)
