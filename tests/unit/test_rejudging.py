"""A staged rejudge from its beginning to its end, and whatever comes between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from judge.domain.access import EVERYTHING, Role
from judge.domain.errors import Conflict, InvalidInput
from judge.domain.rejudge import Fate, Rejudge, RejudgeState
from judge.domain.report import Report
from judge.domain.submission import QueueName, State
from judge.domain.verdict import Verdict
from judge.domain.version import ChallengeVersion, VersionState
from judge.service import rejudging
from tests.fakes.world import package, right_report, wrong_report
from tests.unit.rejudge_sample import ACME, Staged


def test_submissions_are_graded_aside_and_nothing_of_theirs_is_touched() -> None:
    staged = Staged()
    before = [staged.world.store.submissions.get(each) for each in staged.submissions]
    rejudge_id = staged.ready()
    assert [staged.world.store.submissions.get(each) for each in staged.submissions] == before
    assert [staged.world.store.submissions.report(each) for each in staged.submissions] == [wrong_report()] * 3
    entries = staged.entries(rejudge_id)
    assert [entry.submission for entry in entries] == staged.submissions
    for entry in entries:
        assert (entry.old.verdict, entry.old.score, entry.old.version) == (Verdict.WRONG_ANSWER, 40.0, 1)
        assert entry.new is not None
        assert (entry.new.verdict, entry.new.score, entry.new.version) == (Verdict.ACCEPTED, 100.0, 2)
        assert (entry.delta, entry.changes, entry.fate) == (60.0, True, Fate.GRADED)
        assert [(test.test, test.old, test.new) for test in entry.tests] == [
            ("hidden/2", Verdict.WRONG_ANSWER, Verdict.ACCEPTED)
        ]


def test_shadows_go_behind_people_belong_to_nobody_and_are_in_no_list() -> None:
    staged = Staged()
    staged.begin()
    staged.step()
    for shadow in map(staged.world.store.submissions.get, staged.shadows()):
        assert (shadow.queue, shadow.challenge_version) == (QueueName.BATCH, 2)
        assert shadow.owner.startswith("rejudge:")
    assert {each[0] for each in staged.world.dispatch.sent[-3:]} == set(staged.shadows())
    listed = staged.world.client.get("/api/v1/submissions").json["submissions"]
    assert {each["id"] for each in listed} == set(staged.submissions)


def test_applying_replaces_results_and_says_which_rejudge_did_it() -> None:
    staged = Staged()
    rejudge_id = staged.applied()
    for each in staged.submissions:
        record = staged.world.store.submissions.get(each)
        assert (record.state, record.attempt, record.challenge_version) == (State.FINISHED, 2, 2)
        assert record.rejudges == (rejudge_id,)
        assert staged.world.store.submissions.report(each) == right_report()
        assert [old.report for old in staged.world.store.submissions.earlier(each)] == [wrong_report()]
        shown = staged.world.client.get(f"/api/v1/submissions/{each}").json
        assert (shown["verdict"], shown["score"], shown["rejudges"]) == ("accepted", 100.0, [rejudge_id])
    assert {entry.fate for entry in staged.entries(rejudge_id)} == {Fate.APPLIED}
    assert staged.shadows() == []
    assert staged.world.store.rejudges.everything("unfinished") == []


def test_a_shadow_can_be_looked_at_and_not_be_judged_again_by_itself() -> None:
    """What is applied is what was shown."""
    staged = Staged(1)
    staged.ready()
    [shadow] = staged.shadows()
    assert staged.world.client.get(f"/api/v1/submissions/{shadow}").json["verdict"] == "accepted"
    refused = staged.world.client.post(f"/api/v1/submissions/{shadow}/rejudge")
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")


def test_one_that_was_judged_again_meanwhile_is_skipped_and_named() -> None:
    staged = Staged()
    rejudge_id = staged.ready()
    staged.world.store.submissions.rejudge(staged.submissions[1])
    staged.world.cases.rejudges.apply(rejudge_id, EVERYTHING)
    staged.step()
    assert staged.state(rejudge_id) is RejudgeState.APPLIED
    fates = [entry.fate for entry in staged.entries(rejudge_id)]
    assert fates == [Fate.APPLIED, Fate.SKIPPED, Fate.APPLIED]
    assert "judged again" in staged.entries(rejudge_id)[1].why
    assert staged.world.store.submissions.get(staged.submissions[1]).state is State.QUEUED


def test_a_shadow_that_ends_as_judge_error_is_never_applied_and_named() -> None:
    staged = Staged(1)
    rejudge_id = staged.begin()
    staged.step()
    staged.grade_shadows(Report(cause="sandbox_failed", message="no box"))
    staged.step()
    staged.world.cases.rejudges.apply(rejudge_id, EVERYTHING)
    staged.step()
    [entry] = staged.entries(rejudge_id)
    assert (entry.fate, staged.state(rejudge_id)) == (Fate.FAILED, RejudgeState.APPLIED)
    assert "judge_error" in entry.why
    assert staged.world.store.submissions.report(staged.submissions[0]) == wrong_report()


def test_a_runtime_that_the_version_does_not_allow_fails_by_name() -> None:
    staged = Staged(1)
    manifest = package()["challenge.yaml"].replace(b"[python, node]", b"[node]")
    files = {path: data for path, data in package().items() if not path.startswith("starter/python")}
    staged.world.store.packages.register("adder", {**files, "challenge.yaml": manifest})
    rejudge_id = staged.begin()
    staged.step()
    [entry] = staged.entries(rejudge_id)
    assert (entry.fate, entry.why) == (Fate.FAILED, "version 3 does not allow python")


def test_a_discarded_rejudge_changes_nothing_and_leaves_nothing_in_the_queue() -> None:
    staged = Staged()
    rejudge_id = staged.begin()
    staged.step()
    staged.world.cases.rejudges.discard(rejudge_id, EVERYTHING)
    staged.step()
    assert staged.world.store.submissions.waiting()[QueueName.BATCH] == 0
    assert staged.state(rejudge_id) is RejudgeState.DISCARDED
    assert staged.world.store.rejudges.everything("unfinished") == []
    with pytest.raises(Conflict):
        staged.world.cases.rejudges.apply(rejudge_id, EVERYTHING)


def test_one_that_is_discarded_while_it_is_carried_on_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    staged = Staged(1)
    rejudge_id = staged.begin()
    staged.step()
    staged.grade_shadows()
    enter = staged.step._enter

    def overtaken(*arguments: Any) -> None:
        staged.world.cases.rejudges.discard(rejudge_id, EVERYTHING)
        enter(*arguments)

    monkeypatch.setattr(staged.step, "_enter", overtaken)
    staged.step()
    assert staged.state(rejudge_id) is RejudgeState.DISCARDED


def test_what_is_not_ready_cannot_be_applied_and_what_is_applied_not_discarded() -> None:
    staged = Staged(1)
    rejudge_id = staged.begin()
    with pytest.raises(Conflict, match="grading"):
        staged.world.cases.rejudges.apply(rejudge_id, EVERYTHING)
    applied = staged.applied()
    with pytest.raises(Conflict, match="applied"):
        staged.world.cases.rejudges.discard(applied, EVERYTHING)


def test_asking_twice_to_apply_is_like_asking_once() -> None:
    staged = Staged(1)
    rejudge_id = staged.ready()
    for _ in range(2):
        view = staged.world.cases.rejudges.apply(rejudge_id, EVERYTHING)
        assert view.rejudge.state is RejudgeState.APPLYING


def test_a_manager_rejudges_only_what_belongs_to_the_organisation() -> None:
    staged = Staged(1)
    mine = staged.world.client_of(Role.CANDIDATE, "acme", "ann")
    body = {"challenge": "adder", "runtime": "python", "files": {"main.py": "1"}}
    own = mine.post("/api/v1/submissions", json=body).json["id"]
    staged.world.finish(own)
    staged.world.store.packages.register("adder", package(extra=b"3"))
    rejudge_id = staged.ready(ACME)
    assert [entry.submission for entry in staged.entries(rejudge_id)] == [own]


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        ({}, 2),
        ({"versions": (2,)}, 1),
        ({"versions": (1, 2)}, 3),
        ({"verdicts": (Verdict.ACCEPTED,)}, 1),
        ({"verdicts": (Verdict.RUNTIME_ERROR,)}, 0),
        ({"since": datetime.now(UTC) + timedelta(days=1)}, 0),
        ({"since": datetime.now(UTC) - timedelta(days=1)}, 2),
        ({"until": datetime.now(UTC) + timedelta(days=1)}, 2),
        ({"until": datetime.now(UTC) - timedelta(days=1)}, 0),
    ],
)
def test_only_the_chosen_are_graded_again(choice: dict[str, object], taken: int) -> None:
    """Two of version 1, one of which is right, and one that has version 2 already."""
    staged = Staged(1)
    world = staged.world
    right, newest = world.submit(), world.submit()
    for each in (right, newest):
        world.finish(each, right_report())
    row = world.store.tables.row(right)
    row.record = replace(row.record, challenge_version=1)
    row = world.store.tables.row(newest)
    row.report = wrong_report()
    row.record = replace(row.record, outcome=wrong_report().outcome)
    rejudge_id = staged.begin(**choice)
    staged.step()
    assert len(staged.entries(rejudge_id)) == taken


def test_named_submissions_are_taken_whatever_their_version_and_no_others() -> None:
    staged = Staged()
    newest = staged.world.submit()
    staged.world.finish(newest)
    rejudge_id = staged.begin(submissions=(staged.submissions[2], newest))
    staged.step()
    entries = [(entry.submission, entry.old.version) for entry in staged.entries(rejudge_id)]
    assert entries == [(staged.submissions[2], 1), (newest, 2)]


def test_an_older_published_version_can_grade_and_a_draft_or_unknown_one_cannot() -> None:
    staged = Staged(1)
    store = staged.world.store
    for number, state in ((1, VersionState.PUBLISHED), (2, VersionState.PUBLISHED), (3, VersionState.DRAFT)):
        content = store.packages.add("adder", package(**{} if number == 1 else {"extra": b"%d" % number}), "")
        store.versions.add(
            ChallengeVersion(
                challenge="adder",
                number=content.number,
                package=content.package,
                organisation="",
                state=state,
                created_at=content.created_at,
            )
        )
    rejudge = staged.rejudge(staged.begin(version=1, versions=(1,)))
    assert (rejudge.version, rejudge.package) == (1, store.versions.get("adder.000001").package)
    for number, problem in ((3, "publish it first"), (4, "is not known")):
        with pytest.raises(InvalidInput) as refused:
            staged.begin(version=number)
        assert problem in str(refused.value.problems)


def test_a_large_rejudge_is_done_in_pieces_and_leaves_room_in_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejudging, "AT_ONCE", 2)
    monkeypatch.setattr(rejudging, "UNDER_WAY", 3)
    staged = Staged(7)
    rejudge_id = staged.begin()
    most = 0
    for round_number in range(30):
        staged.step()
        most = max(most, staged.world.store.submissions.waiting()[QueueName.BATCH])
        if round_number % 3 == 2:
            staged.grade_shadows()
    assert staged.state(rejudge_id) is RejudgeState.READY
    assert (len(staged.entries(rejudge_id)), most) == (7, 3)


def test_a_full_queue_only_delays_it() -> None:
    staged = Staged()
    rejudge_id = staged.begin()
    staged.world.store.tables.queue_limit = 1
    for _ in range(5):
        staged.step()
        staged.grade_shadows()
    assert staged.state(rejudge_id) is RejudgeState.READY


def test_a_version_that_cannot_be_loaded_any_more_fails_by_name() -> None:
    staged = Staged(1)
    lost = staged.begin()
    row = staged.world.store.rejudges.read(lost)
    staged.world.store.rejudges.replace(row, replace(row.value, package="gone"))
    staged.step()
    [entry] = staged.entries(lost)
    assert (entry.fate, entry.why) == (Fate.FAILED, "version 2 cannot be loaded any more")
    assert staged.state(lost) is RejudgeState.READY


@pytest.mark.parametrize("error", [Conflict("no"), ValueError("nobody has foreseen it")], ids=["ours", "another"])
def test_a_rejudge_that_is_stuck_keeps_no_other_from_its_turn(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    staged = Staged(1)
    stuck = staged.begin()
    carry_on = staged.step._carry_on

    def fail_for_one(rejudge: Rejudge) -> None:
        if rejudge.id == stuck:
            raise error
        carry_on(rejudge)

    monkeypatch.setattr(staged.step, "_carry_on", fail_for_one)
    assert staged.ready()
    assert staged.state(stuck) is RejudgeState.GRADING


def test_a_rejudge_of_nothing_is_ready_and_applied_at_once() -> None:
    staged = Staged(0)
    assert staged.applied()
