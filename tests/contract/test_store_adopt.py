"""A submission takes over what its shadow got: once, whole, and only if it is as it was."""

from dataclasses import replace

import pytest

from judge.domain.errors import NotFound
from judge.domain.events import StateChanged
from judge.domain.rejudge import Adopted, Adoption
from judge.domain.report import Report
from judge.domain.submission import Purpose, QueueName, State
from judge.domain.verdict import Verdict
from judge.service.ports import NewSubmission, Query
from tests.contract.samples import FILES, new, report

ALL = ("*",)


def graded(store, new_submission: NewSubmission, its_report: Report) -> str:
    submission = store.submissions.create(new_submission).submission
    lease = store.leases.claim(new_submission.queue, "w1", 60, ALL)
    assert lease.job.submission == submission.id
    assert store.leases.finish(lease, its_report)
    return submission.id


def a_shadow(store, its_report: Report, rejudge: str = "r1") -> str:
    shadow = replace(
        new(queue=QueueName.BATCH, needs=("runtime:python", "service"), indexes=(f"shadow:{rejudge}",)),
        challenge_version=3,
        package="sha256:new",
        purpose=Purpose.SHADOW,
    )
    return graded(store, shadow, its_report)


def test_it_has_the_shadows_report_verdict_and_version_and_its_own_past(any_store):
    mine = graded(any_store, new(owner="ann"), report(Verdict.WRONG_ANSWER))
    shadow = a_shadow(any_store, report(Verdict.ACCEPTED))
    adoption = Adoption(rejudge="r1", submission=mine, attempt=1, shadow=shadow)

    assert any_store.submissions.adopt(adoption) is Adopted.DONE

    record = any_store.submissions.get(mine)
    assert (record.state, record.attempt, record.challenge_version) == (State.FINISHED, 2, 3)
    assert (record.package, record.owner, record.purpose) == ("sha256:new", "ann", Purpose.COUNTS)
    assert record.outcome == report(Verdict.ACCEPTED).outcome
    assert record.rejudges == ("r1",)
    assert any_store.submissions.report(mine) == report(Verdict.ACCEPTED)
    assert any_store.submissions.files(mine) == FILES
    [earlier] = any_store.submissions.earlier(mine)
    assert (earlier.attempt, earlier.version, earlier.rejudge) == (1, 2, "r1")
    assert earlier.report == report(Verdict.WRONG_ANSWER)
    listed = {
        verdict: [each.id for each in any_store.submissions.list(Query(verdict=verdict)).submissions]
        for verdict in (Verdict.WRONG_ANSWER, Verdict.ACCEPTED)
    }
    assert listed == {Verdict.WRONG_ANSWER: [], Verdict.ACCEPTED: [mine]}
    told = [(each.happening, each.facts["attempt"], each.facts["verdict"]) for each in any_store.outbox.read(10)]
    assert told == [("submission.finished", "1", "wrong_answer"), ("submission.finished", "2", "accepted")]
    assert record.needs == ("runtime:python", "service")
    last = any_store.events.read(mine)[-1][1]
    assert last == StateChanged(state=State.FINISHED, attempt=2, verdict=Verdict.ACCEPTED)
    with pytest.raises(NotFound):
        any_store.submissions.get(shadow)


def test_asking_again_changes_nothing_whatever_came_after(any_store):
    mine = graded(any_store, new(), report(Verdict.WRONG_ANSWER))
    first = Adoption(rejudge="r1", submission=mine, attempt=1, shadow=a_shadow(any_store, report()))
    assert any_store.submissions.adopt(first) is Adopted.DONE
    second = replace(first, rejudge="r2", attempt=2, shadow=a_shadow(any_store, report(Verdict.RUNTIME_ERROR)))
    assert any_store.submissions.adopt(second) is Adopted.DONE

    assert any_store.submissions.adopt(first) is Adopted.DONE

    record = any_store.submissions.get(mine)
    assert (record.attempt, record.rejudges) == (3, ("r1", "r2"))
    assert record.outcome.verdict is Verdict.RUNTIME_ERROR
    assert [each.attempt for each in any_store.submissions.earlier(mine)] == [1, 2]


def test_one_that_is_judged_again_or_gone_is_left_alone(any_store):
    mine = graded(any_store, new(), report(Verdict.WRONG_ANSWER))
    adoption = Adoption(rejudge="r1", submission=mine, attempt=1, shadow=a_shadow(any_store, report()))
    any_store.submissions.rejudge(mine)

    assert any_store.submissions.adopt(adoption) is Adopted.CHANGED
    assert any_store.submissions.adopt(replace(adoption, attempt=2)) is Adopted.CHANGED
    assert any_store.submissions.adopt(replace(adoption, submission="none")) is Adopted.CHANGED
    assert any_store.submissions.earlier(mine) == []
    assert any_store.submissions.earlier("none") == []


def test_nothing_is_taken_over_from_a_shadow_that_proves_nothing(any_store):
    mine = graded(any_store, new(), report(Verdict.WRONG_ANSWER))
    failed = a_shadow(any_store, Report(cause="sandbox_failed"))
    queued = any_store.submissions.create(new(queue=QueueName.BATCH, indexes=("shadow:r1",))).submission.id
    for shadow in (failed, queued, "none"):
        adoption = Adoption(rejudge="r1", submission=mine, attempt=1, shadow=shadow)
        assert any_store.submissions.adopt(adoption) is Adopted.LOST
    assert any_store.submissions.get(mine).attempt == 1
    assert any_store.submissions.report(mine) == report(Verdict.WRONG_ANSWER)


def test_one_that_was_changed_can_be_judged_again_by_itself(any_store):
    mine = graded(any_store, new(), report(Verdict.WRONG_ANSWER))
    any_store.submissions.adopt(
        Adoption(rejudge="r1", submission=mine, attempt=1, shadow=a_shadow(any_store, report()))
    )
    again = any_store.submissions.rejudge(mine)
    assert (again.attempt, again.outcome) == (3, report().outcome)
    lease = any_store.leases.claim(QueueName.BATCH, "w1", 60, ("runtime:python", "service"))
    assert (lease.job.package, lease.tries) == ("sha256:new", 1)


def test_the_source_of_none_is_not_found(any_store):
    with pytest.raises(NotFound):
        any_store.submissions.files("none")
