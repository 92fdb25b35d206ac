"""The port ``Leases``, in memory and in Redis: who holds the lease writes the report, and nobody else."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from judge.config import Settings
from judge.domain.errors import NotOffered
from judge.domain.events import StateChanged
from judge.domain.submission import QueueName, State
from judge.domain.verdict import Verdict
from judge.service.ports import WorkerInfo
from judge.store.keys import Key, celery_queue
from judge.store.store import open_store
from tests.contract.samples import FILES, ended, new, report
from tests.fakes.store import FakeStore

SHORT_S = 0.05


def messages_left(store, queue: QueueName, *, there: bool, redis_url: str) -> None:
    """Make it look as if Celery's list of the queue had a message, or none."""
    if isinstance(store, FakeStore):
        store.tables.messages[queue] = int(there)
        return
    with redis.Redis.from_url(redis_url) as client:
        client.delete(celery_queue(queue))
        if there:
            client.lpush(celery_queue(queue), "{}")


def test_a_claimed_job_has_all_that_a_worker_needs(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "worker-1", 10)
    assert lease.job.files == FILES
    assert (lease.job.submission, lease.job.attempt) == (record.id, 1)
    assert (lease.job.runtime, lease.job.package) == ("python", "sha256:abc")
    assert (lease.worker, lease.tries) == ("worker-1", 1)
    running = any_store.submissions.get(record.id)
    assert running.state is State.RUNNING
    assert running.started_at is not None


def test_of_many_claims_one_wins(any_store):
    record = any_store.submissions.create(new()).submission
    with ThreadPoolExecutor(8) as pool:
        leases = list(pool.map(lambda n: any_store.leases.claim(record.queue, f"w{n}", 10), range(16)))
    assert sum(lease is not None for lease in leases) == 1


def test_nothing_is_claimed_twice_and_what_was_given_back_comes_first(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", 10)
    assert any_store.leases.claim(record.queue, "w", 10) is None
    assert any_store.leases.claim(QueueName.BATCH, "w", 10) is None
    any_store.submissions.create(new())
    assert any_store.leases.give_back(lease).attempt == 2
    again = any_store.leases.claim(record.queue, "w", 10)
    assert (again.job.submission, again.tries) == (record.id, 2)


def test_what_needs_something_that_is_not_offered_stays_queued(any_store):
    record = any_store.submissions.create(new(needs=("runtime:python", "sidecar:redis"))).submission
    for offered in ((), ("runtime:java", "runtime:pyth"), ("runtime:python",)):
        with pytest.raises(NotOffered):
            any_store.leases.claim(record.queue, "w", 10, offered)
    assert any_store.submissions.get(record.id) == record
    assert len(any_store.events.read(record.id)) == 1
    assert any_store.leases.claim(record.queue, "w", 10, ("sidecar:redis", "runtime:python")).tries == 1
    assert any_store.leases.claim(record.queue, "w", 10, ()) is None


def test_whoever_waits_for_another_worker_keeps_nobody_from_this_one(any_store):
    any_store.submissions.create(new(runtime="java"))
    python = any_store.submissions.create(new()).submission
    assert any_store.leases.claim(python.queue, "w", 10, ("runtime:python",)).job.submission == python.id


def test_finishing_writes_report_state_and_events_in_order(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", 10)
    any_store.leases.emit(lease, [ended("a"), ended("b", Verdict.WRONG_ANSWER)], 0)
    assert any_store.leases.finish(lease, report(Verdict.WRONG_ANSWER), [ended("c")], told=2)
    assert any_store.submissions.report(record.id) == report(Verdict.WRONG_ANSWER)
    finished = any_store.submissions.get(record.id)
    assert finished.state is State.FINISHED
    assert finished.finished_at >= finished.started_at
    assert [event for _, event in any_store.events.read(record.id)] == [
        StateChanged(state=State.QUEUED, attempt=1),
        StateChanged(state=State.RUNNING, attempt=1),
        ended("a"),
        ended("b", Verdict.WRONG_ANSWER),
        ended("c"),
        StateChanged(state=State.FINISHED, attempt=1, verdict=Verdict.WRONG_ANSWER),
    ]


def test_who_lost_the_lease_can_write_nothing(any_store):
    record = any_store.submissions.create(new()).submission
    lost = any_store.leases.claim(record.queue, "slow", SHORT_S)
    time.sleep(SHORT_S * 2)
    (_,) = any_store.leases.requeue_expired()
    held = any_store.leases.claim(record.queue, "quick", 10)
    before = any_store.events.read(record.id)
    any_store.leases.emit(lost, [ended("late")], 0)
    assert not any_store.leases.renew(lost, 10)
    assert not any_store.leases.finish(lost, report(Verdict.RUNTIME_ERROR))
    assert any_store.leases.give_back(lost) is None
    assert any_store.events.read(record.id) == before
    assert any_store.leases.finish(held, report(Verdict.ACCEPTED))
    assert not any_store.leases.finish(lost, report(Verdict.RUNTIME_ERROR))
    assert any_store.submissions.report(record.id).verdict is Verdict.ACCEPTED


def test_a_repeated_finish_is_told_that_its_report_is_there(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", 10)
    assert any_store.leases.finish(lease, report())
    events = any_store.events.read(record.id)
    assert any_store.leases.finish(lease, report())
    assert any_store.events.read(record.id) == events


def test_a_renewed_lease_does_not_expire(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", SHORT_S)
    assert any_store.leases.renew(lease, 10)
    time.sleep(SHORT_S * 2)
    assert list(any_store.leases.requeue_expired()) == []
    assert any_store.submissions.get(record.id).state is State.RUNNING


def test_an_expired_lease_becomes_the_next_attempt(any_store):
    record = any_store.submissions.create(new(queue=QueueName.BATCH)).submission
    any_store.leases.claim(record.queue, "w", SHORT_S)
    time.sleep(SHORT_S * 2)
    (again,) = any_store.leases.requeue_expired()
    assert (again.id, again.state, again.attempt, again.queue) == (record.id, State.QUEUED, 2, QueueName.BATCH)
    assert again.started_at is None
    assert any_store.submissions.get(record.id) == again
    assert list(any_store.leases.requeue_expired()) == []


def test_what_kills_every_worker_ends_as_our_error(any_store):
    record = any_store.submissions.create(new()).submission
    for attempt in (1, 2, 3):
        any_store.leases.claim(record.queue, "w", SHORT_S)
        time.sleep(SHORT_S * 2)
        (found,) = any_store.leases.requeue_expired()
        assert found.state is (State.QUEUED if attempt < 3 else State.FINISHED)
    assert any_store.submissions.get(record.id).state is State.FINISHED
    final = any_store.submissions.report(record.id)
    assert (final.verdict, final.cause) == (Verdict.JUDGE_ERROR, "sandbox_failed")
    assert final.message


def test_rejudging_starts_a_new_count_of_tries(any_store):
    record = any_store.submissions.create(new()).submission
    record = any_store.leases.give_back(any_store.leases.claim(record.queue, "w", 10))
    any_store.leases.finish(any_store.leases.claim(record.queue, "w", 10), report())
    again = any_store.submissions.rejudge(record.id)
    assert any_store.leases.claim(again.queue, "w", 10).tries == 1


def test_a_message_lost_while_the_list_is_empty_is_found(any_store, redis_url):
    record = any_store.submissions.create(new()).submission
    time.sleep(SHORT_S * 2)
    messages_left(any_store, QueueName.INTERACTIVE, there=True, redis_url=redis_url)
    assert list(any_store.leases.stranded(SHORT_S)) == []
    messages_left(any_store, QueueName.INTERACTIVE, there=False, redis_url=redis_url)
    assert list(any_store.leases.stranded(SHORT_S)) == [], "perhaps it is on its way"
    time.sleep(SHORT_S * 2)
    assert list(any_store.leases.stranded(10)) == []
    assert list(any_store.leases.stranded(SHORT_S)) == [record]
    assert list(any_store.leases.stranded(SHORT_S)) == [], "it was sent again just now"


def test_as_many_are_sent_again_as_messages_are_lost_while_others_are_there(any_store, redis_url):
    messages_left(any_store, QueueName.INTERACTIVE, there=True, redis_url=redis_url)
    records = [any_store.submissions.create(new()).submission for _ in range(3)]
    assert list(any_store.leases.stranded(SHORT_S)) == []
    time.sleep(SHORT_S * 2)
    assert list(any_store.leases.stranded(SHORT_S)) == records[:2]


def test_a_failed_attempt_says_why_and_so_does_one_whose_worker_died(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", 10)
    any_store.leases.note(lease, "no box:\nthe engine is away")
    any_store.leases.give_back(lease)
    any_store.leases.note(lease, "too late")
    any_store.leases.claim(record.queue, "w", SHORT_S)
    time.sleep(SHORT_S * 2)
    list(any_store.leases.requeue_expired())
    first, second = any_store.submissions.get(record.id).trouble
    assert first.startswith("attempt 1: no box:")
    assert second == "attempt 2: the process of w that graded it died or fell silent"


def test_a_pause_is_over_before_the_next_attempt_begins(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", 10)
    assert any_store.leases.give_back(lease, pause_s=0.3).attempt == 1
    assert list(any_store.leases.requeue_expired()) == []
    assert any_store.leases.claim(record.queue, "w", 10) is None
    assert not any_store.leases.finish(lease, report())
    time.sleep(0.4)
    (again,) = any_store.leases.requeue_expired()
    assert (again.state, again.attempt, again.trouble) == (State.QUEUED, 2, ())


def test_one_that_pauses_can_be_cancelled(any_store):
    record = any_store.submissions.create(new()).submission
    any_store.leases.give_back(any_store.leases.claim(record.queue, "w", 10), pause_s=0.05)
    any_store.submissions.cancel(record.id)
    time.sleep(0.1)
    assert list(any_store.leases.requeue_expired()) == []
    assert any_store.submissions.get(record.id).state is State.CANCELLED


def test_an_attempt_that_a_stopping_worker_hands_back_does_not_count(any_store):
    record = any_store.submissions.create(new()).submission
    for attempt in range(1, 8):
        lease = any_store.leases.claim(record.queue, "w", 10)
        assert (lease.job.attempt, lease.tries) == (attempt, 1)
        assert any_store.leases.give_back(lease, counts=False).state is State.QUEUED


def test_what_failed_once_goes_before_all_others_and_what_failed_again_behind_them(any_store):
    bad = any_store.submissions.create(new(owner="bad")).submission
    for _ in range(2):
        any_store.submissions.create(new(owner="good"))
    order = []
    for _ in range(5):
        lease = any_store.leases.claim(QueueName.INTERACTIVE, "w", SHORT_S)
        order.append(lease.job.submission == bad.id)
        if lease.job.submission == bad.id:
            time.sleep(SHORT_S * 2)
            list(any_store.leases.requeue_expired())
        else:
            any_store.leases.finish(lease, report())
    assert order in ([True, True, False, False, True], [True, True, False, True, False])


def test_judging_again_begins_without_the_trouble_of_before(any_store):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", 10)
    any_store.leases.note(lease, "no box")
    any_store.leases.finish(lease, report(Verdict.JUDGE_ERROR))
    assert any_store.submissions.get(record.id).trouble == ("attempt 1: no box",)
    assert any_store.submissions.rejudge(record.id).trouble == ()


def test_an_attempt_that_does_not_count_is_not_spared_for_ever(redis_url):
    store = open_store(Settings(redis_url=redis_url))
    record = store.submissions.create(new()).submission
    tries = []
    for _ in range(65):
        lease = store.leases.claim(record.queue, "w", 10)
        tries.append(lease.tries)
        store.leases.give_back(lease, counts=False)
    assert tries[59] == 1
    assert tries[-1] == 5


def tries_until_it_ends(store, redis_url: str, *, with_its_worker: bool) -> list[int]:
    """Of a submission whose child is lost each time, alone or with its worker."""
    info = WorkerInfo(id="w", runtimes=(), queues=tuple(QueueName), backend="docker", concurrency=1)
    record = store.submissions.create(new()).submission
    tries = []
    while store.submissions.get(record.id).state is State.QUEUED:
        store.workers.beat(info, 15)
        tries.append(store.leases.claim(record.queue, "w", SHORT_S).tries)
        time.sleep(2 * SHORT_S)
        if with_its_worker:
            with redis.Redis.from_url(redis_url) as client:
                assert client.delete(Key.HEARD + "w")  # as some seconds do by which it had to speak again
        assert [each.id for each in store.leases.requeue_expired()] == [record.id]
    return tries


def test_a_child_that_is_lost_while_its_worker_lives_counts_as_an_attempt(redis_url):
    store = open_store(Settings(redis_url=redis_url))
    assert tries_until_it_ends(store, redis_url, with_its_worker=False) == [1, 2, 3]


def test_a_lost_worker_is_not_held_against_what_it_graded_but_not_for_ever(redis_url):
    store = open_store(Settings(redis_url=redis_url))
    assert tries_until_it_ends(store, redis_url, with_its_worker=True) == [1, 1, 1, 1, 1, 1, 2, 3]
