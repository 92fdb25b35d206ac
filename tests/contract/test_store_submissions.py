"""The port ``Submissions``, in memory and in Redis."""

import time

import pytest

from judge.domain.errors import Busy, Conflict, NotFound
from judge.domain.events import StateChanged
from judge.domain.submission import QueueName, State, Submission
from judge.domain.verdict import Verdict
from judge.service.ports import Query
from tests.contract.samples import FILES, new, report


def grade(store, record: Submission, verdict: Verdict = Verdict.ACCEPTED) -> None:
    lease = store.leases.claim(record.queue, "w", 10)
    assert store.leases.finish(lease, report(verdict))


def test_a_new_submission_is_queued_and_can_be_read(any_store):
    created = any_store.submissions.create(new())
    record = any_store.submissions.get(created.submission.id)
    assert record == created.submission
    assert not created.replayed
    assert (record.state, record.attempt, record.queue) == (State.QUEUED, 1, QueueName.INTERACTIVE)
    assert (record.challenge, record.challenge_version, record.package) == ("sums", 2, "sha256:abc")
    assert abs(record.created_at.timestamp() - time.time()) < 5
    assert record.started_at is None
    assert record.finished_at is None
    assert [event for _, event in any_store.events.read(record.id)] == [StateChanged(state=State.QUEUED, attempt=1)]


def test_an_unknown_id_is_not_found(any_store):
    for call in (any_store.submissions.get, any_store.submissions.cancel, any_store.submissions.rejudge):
        with pytest.raises(NotFound):
            call("01K0000000000000000000NONE")
    assert any_store.submissions.report("01K0000000000000000000NONE") is None


def test_an_idempotency_key_replays_the_first_answer(any_store):
    first = any_store.submissions.create(new(key="k ey/1", fingerprint="f1"))
    again = any_store.submissions.create(new(key="k ey/1", fingerprint="f1"))
    assert again.replayed
    assert again.submission == first.submission
    assert any_store.submissions.waiting()[QueueName.INTERACTIVE] == 1


def test_an_idempotency_key_is_refused_for_another_request(any_store):
    any_store.submissions.create(new(key="k", fingerprint="f1"))
    with pytest.raises(Conflict):
        any_store.submissions.create(new(key="k", fingerprint="f2"))


def test_a_first_answer_is_found_by_its_key_before_anything_is_made(any_store):
    submissions = any_store.submissions
    assert submissions.replay("k", "f1") is None
    assert submissions.waiting()[QueueName.INTERACTIVE] == 0
    first = submissions.create(new(key="k", fingerprint="f1"))
    again = submissions.create(new(key="k", fingerprint="f1"))
    assert submissions.replay("k", "f1") == again
    assert (again.submission, again.place) == (first.submission, first.place)
    assert submissions.replay("another", "f1") is None
    with pytest.raises(Conflict):
        submissions.replay("k", "f2")


def test_a_full_queue_refuses_new_submissions_but_replays_old_ones(any_store):
    first = any_store.submissions.create(new(key="k", fingerprint="f"))
    for number in range(4):
        any_store.submissions.create(new(queue=list(QueueName)[number % 2]))
    with pytest.raises(Busy) as refused:
        any_store.submissions.create(new())
    assert refused.value.code == "queue_full"
    assert refused.value.retry_after_s > 0
    assert any_store.submissions.create(new(key="k", fingerprint="f")).replayed
    grade(any_store, first.submission)
    any_store.submissions.create(new())


def test_listing_is_newest_first_and_pages_without_gaps(any_store):
    made = []
    for _ in range(12):
        record = any_store.submissions.create(new()).submission
        made.append(record.id)
        grade(any_store, record)
        time.sleep(0.002)  # ids are in the order of the ms in which they were made
    seen, cursor = [], ""
    while True:
        page = any_store.submissions.list(Query(cursor=cursor, limit=5))
        assert len(page.submissions) <= 5
        seen += [record.id for record in page.submissions]
        cursor = page.cursor
        if not cursor:
            break
    assert seen == made[::-1]


def test_the_last_page_has_no_cursor_even_when_it_is_full(any_store):
    for _ in range(3):
        any_store.submissions.create(new())
    assert any_store.submissions.list(Query(limit=3)).cursor == ""
    assert any_store.submissions.list(Query(limit=2)).cursor != ""


def test_listing_filters_by_challenge_verdict_and_state_together(any_store):
    def ids(**query: object) -> set[str]:
        return {record.id for record in any_store.submissions.list(Query(**query)).submissions}

    good, bad, other, waiting = (any_store.submissions.create(new(c)).submission for c in ("a", "a", "b", "a"))
    grade(any_store, good)
    grade(any_store, bad, Verdict.WRONG_ANSWER)
    grade(any_store, other, Verdict.WRONG_ANSWER)
    assert ids() == {good.id, bad.id, other.id, waiting.id}
    assert ids(challenge="a") == {good.id, bad.id, waiting.id}
    assert ids(challenge="a", state=State.FINISHED) == {good.id, bad.id}
    assert ids(verdict=Verdict.WRONG_ANSWER) == {bad.id, other.id}
    assert ids(verdict=Verdict.WRONG_ANSWER, challenge="a", state=State.FINISHED) == {bad.id}
    assert ids(state=State.QUEUED) == {waiting.id}
    assert ids(challenge="none") == set()


def test_reports_come_in_the_order_asked(any_store):
    one, three, two = (any_store.submissions.create(new()).submission for _ in range(3))
    grade(any_store, one)
    grade(any_store, three, Verdict.WRONG_ANSWER)
    wanted = [three.id, two.id, one.id, "01KNONE"]
    assert any_store.submissions.reports(wanted) == [report(Verdict.WRONG_ANSWER), None, report(), None]
    assert any_store.submissions.reports([]) == []


@pytest.mark.parametrize("claimed", [False, True])
def test_cancelling_ends_a_waiting_or_running_submission(any_store, claimed):
    record = any_store.submissions.create(new()).submission
    lease = any_store.leases.claim(record.queue, "w", 10) if claimed else None
    cancelled = any_store.submissions.cancel(record.id)
    assert cancelled.state is State.CANCELLED
    assert cancelled.finished_at is not None
    assert any_store.submissions.places([cancelled])[0].position == 0
    assert any_store.leases.claim(record.queue, "w", 10) is None
    if lease:
        assert not any_store.leases.renew(lease, 10)
        assert not any_store.leases.finish(lease, report())
    assert any_store.submissions.report(record.id) is None
    with pytest.raises(Conflict):
        any_store.submissions.cancel(record.id)


def test_rejudging_queues_the_next_attempt_on_batch_and_keeps_the_old_report_meanwhile(any_store):
    record = any_store.submissions.create(new()).submission
    with pytest.raises(Conflict):
        any_store.submissions.rejudge(record.id)
    grade(any_store, record, Verdict.WRONG_ANSWER)
    again = any_store.submissions.rejudge(record.id)
    assert (again.state, again.attempt, again.queue) == (State.QUEUED, 2, QueueName.BATCH)
    assert (again.started_at, again.finished_at, again.package) == (None, None, record.package)
    assert any_store.submissions.report(record.id).verdict is Verdict.WRONG_ANSWER
    grade(any_store, again, Verdict.ACCEPTED)
    assert any_store.submissions.report(record.id).verdict is Verdict.ACCEPTED
    assert not any_store.submissions.list(Query(verdict=Verdict.WRONG_ANSWER)).submissions


def test_a_rejudged_submission_is_listed_under_no_verdict_until_it_has_one_again(any_store):
    def listed(verdict: Verdict) -> list[str]:
        return [each.id for each in any_store.submissions.list(Query(verdict=verdict)).submissions]

    record = any_store.submissions.create(new()).submission
    grade(any_store, record, Verdict.WRONG_ANSWER)
    any_store.submissions.rejudge(record.id)
    assert listed(Verdict.WRONG_ANSWER) == []
    any_store.submissions.cancel(record.id)
    assert listed(Verdict.WRONG_ANSWER) == [record.id]
    grade(any_store, any_store.submissions.rejudge(record.id), Verdict.WRONG_ANSWER)
    assert listed(Verdict.WRONG_ANSWER) == [record.id]


@pytest.mark.parametrize("claimed", [False, True])
def test_what_is_cancelled_while_it_is_judged_again_has_the_result_it_had(any_store, claimed):
    record = any_store.submissions.create(new()).submission
    grade(any_store, record, Verdict.WRONG_ANSWER)
    any_store.submissions.rejudge(record.id)
    lease = any_store.leases.claim(QueueName.BATCH, "w", 10) if claimed else None
    with pytest.raises(Conflict, match="only a manager"):
        any_store.submissions.cancel(record.id, unjudged=True)
    kept = any_store.submissions.cancel(record.id)
    assert (kept.state, any_store.submissions.report(record.id)) == (State.FINISHED, report(Verdict.WRONG_ANSWER))
    assert any_store.submissions.list(Query(verdict=Verdict.WRONG_ANSWER)).submissions == (kept,)
    assert any_store.events.read(record.id)[-1][1].verdict is Verdict.WRONG_ANSWER
    assert any_store.leases.claim(QueueName.BATCH, "w", 10) is None
    if lease:
        assert not any_store.leases.finish(lease, report())
    with pytest.raises(Conflict, match="finished"):
        any_store.submissions.cancel(record.id)


def test_the_position_counts_who_came_before_in_the_same_queue(any_store):
    first, batch, second = (
        any_store.submissions.create(new(queue=queue)).submission
        for queue in (QueueName.INTERACTIVE, QueueName.BATCH, QueueName.INTERACTIVE)
        if not time.sleep(0.002)
    )

    def position(record: Submission) -> int:
        return any_store.submissions.places([record])[0].position

    assert [position(first), position(batch), position(second)] == [1, 1, 2]
    any_store.leases.claim(first.queue, "w", 10)
    assert [position(any_store.submissions.get(first.id)), position(second)] == [0, 1]


def test_counts_and_waiting_tell_the_states_and_queues(any_store):
    records = [any_store.submissions.create(new()).submission for _ in range(3)]
    grade(any_store, records[0])
    any_store.leases.claim(records[1].queue, "w", 10)
    assert any_store.submissions.counts() == {
        State.QUEUED: 1,
        State.RUNNING: 1,
        State.FINISHED: 1,
        State.CANCELLED: 0,
    }
    assert any_store.submissions.waiting() == {QueueName.INTERACTIVE: 1, QueueName.BATCH: 0}


def test_the_files_come_back_as_they_were_sent(any_store):
    record = any_store.submissions.create(new()).submission
    assert dict(any_store.submissions.files(record.id)) == FILES
    with pytest.raises(NotFound):
        any_store.submissions.files("01K0000000000000000000NONE")
