"""A staged rejudge over the store in memory and the one in Redis: the same entries, lists and ends."""

from dataclasses import replace
from datetime import UTC, datetime

from judge.domain.rejudge import Adoption, Choice, Fate, Rejudge, RejudgeState
from judge.domain.submission import QueueName, State
from judge.domain.verdict import Verdict
from judge.ids import new_id
from judge.service.catalogue import Catalogue
from judge.service.rejudging import Rejudging
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
