"""A staged rejudge over the store in memory and the one in Redis: the same entries, lists and ends."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from judge.config import Settings
from judge.domain.rejudge import Adoption, Choice, Fate, Rejudge, RejudgeState
from judge.domain.submission import QueueName, State
from judge.domain.verdict import Verdict
from judge.ids import new_id
from judge.service.catalogue import Catalogue
from judge.service.rejudging import Rejudging
from judge.store.keys import Key
from judge.store.store import open_store
from tests.contract.samples import new, report
from tests.fakes.store import FakeDispatch
from tests.fakes.world import RUNTIMES, package

SUBMISSIONS = 3


def grade_all(store, queue: QueueName, verdict: Verdict) -> None:
    while lease := store.leases.claim(queue, "w1", 60):
        assert store.leases.finish(lease, report(verdict))


def submitted(store) -> list[str]:
    old = store.packages.register("adder", package())
    found = []
    for number in range(SUBMISSIONS):
        sent = replace(new("adder", owner=f"p{number}"), challenge_version=old.number, package=old.package)
        found.append(store.submissions.create(sent).submission.id)
    grade_all(store, QueueName.INTERACTIVE, Verdict.WRONG_ANSWER)
    return found


def begun(store) -> str:
    version = store.packages.register("adder", package(extra=b"2"))
    rejudge = Rejudge(
        id=new_id(),
        challenge="adder",
        version=version.number,
        package=version.package,
        organisation="",
        everybody=True,
        reason="x",
        choice=Choice(),
        created_at=datetime.now(UTC),
    )
    store.rejudges.add(rejudge)
    return rejudge.id


def test_it_is_graded_applied_and_named_in_every_record(any_store):
    step = Rejudging(any_store, FakeDispatch(), Catalogue(any_store.packages, RUNTIMES))
    submissions = submitted(any_store)
    rejudge_id = begun(any_store)
    step()
    assert any_store.rejudge_entries.count(f"{rejudge_id}:{Fate.GRADING}") == SUBMISSIONS
    grade_all(any_store, QueueName.BATCH, Verdict.ACCEPTED)
    step()
    assert any_store.rejudges.get(rejudge_id).state is RejudgeState.READY
    entries = any_store.rejudge_entries.everything(f"{rejudge_id}:changed")
    assert [entry.submission for entry in reversed(entries)] == submissions
    assert {entry.changed_tests for entry in entries} == {5}

    any_store.rejudges.update(rejudge_id, lambda it: replace(it, state=RejudgeState.APPLYING))
    again = any_store.submissions.rejudge(submissions[0])
    first = entries[0]  # as if the process had been killed between changing it and writing that down
    any_store.submissions.adopt(
        Adoption(rejudge=rejudge_id, submission=first.submission, attempt=first.attempt, shadow=first.shadow)
    )
    step()
    step()

    assert any_store.rejudges.get(rejudge_id).state is RejudgeState.APPLIED
    assert any_store.rejudges.everything("unfinished") == []
    counts = {fate: any_store.rejudge_entries.count(f"{rejudge_id}:{fate}") for fate in Fate}
    assert {fate: count for fate, count in counts.items() if count} == {
        Fate.APPLIED: SUBMISSIONS - 1,
        Fate.SKIPPED: 1,
    }
    for each in submissions[1:]:
        record = any_store.submissions.get(each)
        assert (record.state, record.attempt, record.challenge_version) == (State.FINISHED, 2, 2)
        assert record.rejudges == (rejudge_id,)
    assert any_store.submissions.get(again.id).rejudges == ()


def test_a_discarded_one_leaves_nothing_in_the_queue(any_store):
    step = Rejudging(any_store, FakeDispatch(), Catalogue(any_store.packages, RUNTIMES))
    submissions = submitted(any_store)
    rejudge_id = begun(any_store)
    step()
    any_store.rejudges.update(rejudge_id, lambda it: replace(it, state=RejudgeState.DISCARDED))
    step()
    assert any_store.submissions.waiting()[QueueName.BATCH] == 0
    assert [any_store.submissions.get(each).attempt for each in submissions] == [1] * SUBMISSIONS
    assert any_store.rejudges.everything("unfinished") == []


@pytest.mark.redis
def test_what_is_damaged_in_the_store_fails_by_itself_and_keeps_nothing_else_from_being_graded(redis_url):
    """A flipped bit in a source, in a report that is to be replaced, and in one that must be read to be chosen."""
    store = open_store(Settings(redis_url=redis_url))
    step = Rejudging(store, FakeDispatch(), Catalogue(store.packages, RUNTIMES))
    damaged = submitted(store)
    sound = submitted(store)
    first, second = begun(store), begun(store)
    command = store.connection.command
    command("HSET", Key.SUBMISSION + damaged[0], "files", b"\x78 damaged")
    command("HSET", Key.SUBMISSION + damaged[1], "report", b"\x78 damaged")
    command("HSET", Key.SUBMISSION + damaged[2], "report", b"{}}")
    command("HDEL", Key.SUBMISSION + damaged[2], "outcome")  # as in records of earlier versions
    for _ in range(2):
        step()
        grade_all(store, QueueName.BATCH, Verdict.ACCEPTED)
    step()
    for rejudge_id in (first, second):
        assert store.rejudges.get(rejudge_id).state is RejudgeState.READY
        entries = {each.submission: each for each in store.rejudge_entries.everything(rejudge_id)}
        fates = {submission: entry.fate for submission, entry in entries.items()}
        assert fates == {damaged[0]: Fate.FAILED, damaged[1]: Fate.FAILED, **dict.fromkeys(sound, Fate.GRADED)}
        assert "could not read" in entries[damaged[0]].why
