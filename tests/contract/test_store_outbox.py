"""The outbox and the schedule, in memory and in Redis: what ends is told once, by whatever way it ended."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from judge.config import Settings
from judge.domain.submission import Purpose, State
from judge.domain.verdict import Verdict
from judge.domain.webhooks import News
from judge.store.store import open_store
from tests.contract.samples import new, report

NOW = datetime(2030, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


def told(store) -> list[tuple[str, str, dict[str, str]]]:
    return [(each.happening, each.organisation, dict(each.facts)) for each in store.outbox.read(100)]


def test_a_graded_submission_is_in_the_outbox_once(any_store):
    record = any_store.submissions.create(new(organisation="acme", owner="ann")).submission
    assert told(any_store) == []
    lease = any_store.leases.claim(record.queue, "w", 10)
    assert told(any_store) == []
    for _ in range(2):  # a retry after a lost answer
        assert any_store.leases.finish(lease, report(Verdict.WRONG_ANSWER))
    facts = {"submission": record.id, "attempt": "1", "verdict": "wrong_answer"}
    assert told(any_store) == [("submission.finished", "acme", facts)]
    (news,) = any_store.outbox.read(1)
    assert abs(news.at - any_store.submissions.get(record.id).finished_at) < timedelta(seconds=1)


def test_a_cancelled_one_and_one_that_lost_every_worker_are_told(any_store):
    first = any_store.submissions.create(new(organisation="acme")).submission
    any_store.submissions.cancel(first.id)
    lost = any_store.submissions.create(new(organisation="acme")).submission
    for _ in range(3):
        any_store.leases.claim(lost.queue, "w", 0.02)
        time.sleep(0.05)
        list(any_store.leases.requeue_expired())
    assert told(any_store) == [
        ("submission.cancelled", "acme", {"submission": first.id, "attempt": "1", "verdict": ""}),
        ("submission.finished", "acme", {"submission": lost.id, "attempt": "3", "verdict": "judge_error"}),
    ]


def test_what_a_rejudge_finds_is_told_with_its_attempt(any_store):
    record = any_store.submissions.create(new(organisation="acme")).submission
    any_store.leases.finish(any_store.leases.claim(record.queue, "w", 10), report())
    again = any_store.submissions.rejudge(record.id)
    any_store.leases.finish(any_store.leases.claim(again.queue, "w", 10), report())
    assert [facts["attempt"] for _, _, facts in told(any_store)] == ["1", "2"]


def test_a_rejudge_that_is_cancelled_is_not_told_as_another_end(any_store):
    record = any_store.submissions.create(new(organisation="acme")).submission
    any_store.leases.finish(any_store.leases.claim(record.queue, "w", 10), report())
    any_store.submissions.rejudge(record.id)
    assert any_store.submissions.cancel(record.id).state is State.FINISHED
    assert [facts["attempt"] for _, _, facts in told(any_store)] == ["1"]


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.COUNTS])
def test_what_does_not_count_is_not_told(any_store, purpose):
    record = any_store.submissions.create(new(organisation="acme", purpose=purpose)).submission
    any_store.leases.finish(any_store.leases.claim(record.queue, "w", 10), report())
    other = any_store.submissions.create(new(organisation="acme", purpose=purpose)).submission
    assert any_store.submissions.cancel(other.id).state is State.CANCELLED
    assert told(any_store) == []


def test_news_stays_until_it_is_struck_off(any_store):
    for number in range(3):
        facts = {"invitation": str(number)}
        any_store.outbox.put(News(happening="invitation.joined", organisation="acme", at=NOW, facts=facts))
    first, second = any_store.outbox.read(2)
    assert (first.happening, first.at, first.facts) == ("invitation.joined", NOW, {"invitation": "0"})
    any_store.outbox.done([first])
    any_store.outbox.done([first])
    any_store.outbox.done([])
    assert [each.facts["invitation"] for each in any_store.outbox.read(10)] == ["1", "2"]
    assert any_store.outbox.read(1) == [second]


def test_things_are_due_in_the_order_of_their_times(any_store):
    schedule = any_store.schedule
    for seconds, lane, thing in ((5, "b", "b1"), (3, "a", "a2"), (1, "a", "a1"), (99, "c", "c1")):
        schedule.put(lane, thing, NOW + timedelta(seconds=seconds))
    assert schedule.lanes(NOW) == []
    soon = NOW + timedelta(seconds=10)
    assert schedule.lanes(soon) == ["a", "b"]
    assert schedule.due("a", soon, 10) == ["a1", "a2"]
    assert schedule.due("a", soon) == ["a1"]
    assert schedule.due("none", soon) == []
    schedule.put("a", "a1", NOW + timedelta(seconds=60))
    assert schedule.due("a", soon, 10) == ["a2"]
    schedule.drop("a", "a2")
    schedule.drop("a", "a2")
    assert schedule.lanes(soon) == ["b"]
    assert schedule.lanes(NOW + timedelta(seconds=100)) == ["b", "a", "c"]


@pytest.mark.redis
def test_what_is_to_be_told_survives_the_one_who_wrote_it(redis_url):
    first = open_store(Settings(redis_url=redis_url))
    record = first.submissions.create(new(organisation="acme")).submission
    first.leases.finish(first.leases.claim(record.queue, "w", 10), report())
    first.close()
    assert [facts["submission"] for _, _, facts in told(open_store(Settings(redis_url=redis_url)))] == [record.id]
