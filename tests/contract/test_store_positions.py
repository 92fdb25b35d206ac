"""Places in the queue, on the store in memory and on the one in Redis."""

import time
from dataclasses import replace

import pytest

from judge.config import Settings
from judge.domain.report import Report
from judge.domain.submission import Purpose, QueueName, Submission
from judge.domain.trial import OwnInput, Trial
from judge.domain.verdict import Verdict
from judge.domain.waits import Place
from judge.service.ports import NewSubmission, Query
from judge.store.store import Store, open_store
from tests.fakes.store import FakeStore


def new(key: str = "") -> NewSubmission:
    return NewSubmission(
        challenge="adder",
        challenge_version=1,
        package="sha256:1",
        runtime="python",
        files={"main.py": b"1"},
        idempotency_key=key,
        fingerprint="same",
    )


def positions(store: FakeStore | Store, *submissions: Submission) -> list[int]:
    return [place.position for place in store.submissions.places(submissions)]


def test_a_new_submission_is_told_its_place(any_store: FakeStore | Store) -> None:
    assert [any_store.submissions.create(new()).place.position for _ in range(3)] == [1, 2, 3]


def test_a_replay_tells_the_first_place_again(any_store: FakeStore | Store) -> None:
    ahead = any_store.submissions.create(new()).submission
    first = any_store.submissions.create(new("k"))
    any_store.submissions.cancel(ahead.id)
    again = any_store.submissions.create(new("k"))
    assert (first.place, again.place.position, again.replayed) == (again.place, 2, True)
    assert positions(any_store, first.submission) == [1]


def test_places_are_told_for_many_at_once(any_store: FakeStore | Store) -> None:
    records = [any_store.submissions.create(new()).submission for _ in range(3)]
    any_store.submissions.cancel(records[0].id)
    assert positions(any_store, *records) == [0, 1, 2]
    assert positions(any_store) == []


def finish(store: FakeStore | Store, verdict: Verdict = Verdict.ACCEPTED) -> None:
    lease = store.leases.claim(QueueName.INTERACTIVE, "w", 10)
    assert lease
    time.sleep(0.05)
    assert store.leases.finish(lease, Report(verdict=verdict))


def test_a_place_tells_how_many_come_before_it_and_how_many_are_graded(any_store: FakeStore | Store) -> None:
    for queue in (QueueName.INTERACTIVE, QueueName.INTERACTIVE, QueueName.BATCH):
        any_store.submissions.create(replace(new(), queue=queue))
    any_store.leases.claim(QueueName.INTERACTIVE, "w", 10)
    last = any_store.submissions.create(replace(new(), queue=QueueName.BATCH))
    assert last.place == Place(position=2, ahead=2, running=1)
    assert any_store.submissions.places([last.submission]) == [last.place]


def test_a_place_tells_what_gradings_like_it_took_lately(any_store: FakeStore | Store) -> None:
    any_store.submissions.create(new())
    any_store.submissions.create(replace(new(), purpose=Purpose.TRIAL, trial=Trial()))
    finish(any_store)
    place = any_store.submissions.create(replace(new(), challenge="other")).place
    assert (place.like_it_ms, place.any_ms >= 50) == (0, True)
    finish(any_store)
    alike = any_store.submissions.create(new()).place
    trial = any_store.submissions.create(replace(new(), purpose=Purpose.TRIAL, trial=Trial())).place
    assert alike.like_it_ms >= 50
    assert trial.like_it_ms >= 50
    java = any_store.submissions.create(replace(new(), runtime="java")).place
    assert java.like_it_ms == 0


def test_nothing_is_learnt_from_what_the_judge_could_not_grade(any_store: FakeStore | Store) -> None:
    any_store.submissions.create(new())
    finish(any_store, Verdict.JUDGE_ERROR)
    place = any_store.submissions.create(new()).place
    assert (place.like_it_ms, place.any_ms) == (0, 0)


def test_what_is_tried_goes_with_the_lease_and_is_in_no_list(any_store: FakeStore | Store) -> None:
    trial = Trial(stage="cases", tests=("sample/1",), own=OwnInput(input="a\0b é\n", args=("x y", "")))
    record = any_store.submissions.create(
        replace(new(), purpose=Purpose.TRIAL, trial=trial, indexes=("trials",), needs=("runtime:python", "service"))
    ).submission
    assert (record.purpose, record.needs) == (Purpose.TRIAL, ("runtime:python", "service"))
    assert any_store.submissions.get(record.id) == record
    assert any_store.submissions.list(Query()).submissions == ()
    lease = any_store.leases.claim(QueueName.INTERACTIVE, "w", 10)
    assert lease
    assert lease.job.trial == trial
    any_store.submissions.create(new())
    plain = any_store.leases.claim(QueueName.INTERACTIVE, "w", 10)
    assert plain
    assert plain.job.trial is None


@pytest.mark.redis
def test_what_did_not_count_is_kept_for_an_hour(redis_url: str) -> None:
    store = open_store(Settings(redis_url=redis_url, retention_days=30))
    kept = {}
    for purpose in (Purpose.COUNTS, Purpose.TRIAL):
        record = store.submissions.create(replace(new(), purpose=purpose)).submission
        finish(store)
        kept[purpose] = int(store.connection.command("ZSCORE", "judge:expiry", record.id)) / 1000 - time.time()
    store.close()
    assert 3500 < kept[Purpose.TRIAL] <= 3600
    assert kept[Purpose.COUNTS] > 29 * 24 * 3600
