"""Rejudges over HTTP: what is refused with which field, what is chosen, and what is shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from judge.domain.access import EVERYTHING, Role
from judge.domain.comparison import changed_tests
from judge.domain.rejudge import MAX_TESTS_TOLD, Choice, Entry, RejudgeState, Result
from judge.domain.report import Report
from judge.domain.verdict import Verdict
from judge.service import rejudging
from tests.fakes.world import a_test, right_report, wrong_report
from tests.unit.rejudge_sample import ACME, Staged

ROOT = "/api/v1/rejudges"
GOOD = {"challenge": "adder", "reason": "x"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"challenge": "adder"}, "reason"),
        ({**GOOD, "reason": ""}, "reason"),
        ({**GOOD, "reason": "\0"}, "reason"),
        ({**GOOD, "challenge": "none"}, "challenge"),
        ({**GOOD, "version": 99}, "version"),
        ({**GOOD, "version": 0}, "version"),
        ({**GOOD, "version": "1"}, "version"),
        ({**GOOD, "versions": [True]}, "versions"),
        ({**GOOD, "verdicts": ["skipped"]}, "verdicts"),
        ({**GOOD, "since": "yesterday"}, "since"),
        ({**GOOD, "since": "2030-01-01T00:00:00"}, "since"),
        ({**GOOD, "submissions": ["../x"]}, "submissions"),
        ({**GOOD, "submissions": ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}, "submissions"),
        ({**GOOD, "everything": True}, "everything"),
    ],
)
def test_a_wrong_request_names_its_field(body: dict[str, Any], field: str) -> None:
    answer = Staged(0).world.client.post(ROOT, json=body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field), answer.text


def test_submissions_of_others_unfinished_ones_and_other_challenges_cannot_be_named() -> None:
    staged = Staged(1)
    manager = staged.world.client_of(Role.MANAGER, "acme", "meg")
    foreign = staged.submissions[0]
    mine = staged.world.client_of(Role.CANDIDATE, "acme", "ann")
    body = {"runtime": "python", "files": {"main.py": "1"}}
    queued = mine.post("/api/v1/submissions", json={**body, "challenge": "adder"}).json["id"]
    other = mine.post("/api/v1/submissions", json={**body, "challenge": "other"}).json["id"]
    answer = manager.post(ROOT, json={**GOOD, "submissions": [foreign, queued, other]})
    messages = [each["message"] for each in answer.json["errors"]]
    assert [message.split(", ")[1] for message in messages] == [
        "which there is not",
        "which is queued; only finished ones can be graded again aside",
        "which is one of other",
    ]


def test_its_rows_are_paged_and_chosen() -> None:
    staged = Staged(3)
    rejudge_id = staged.ready()
    path = f"{ROOT}/{rejudge_id}"
    first = staged.world.client.get(path, query_string={"limit": 2}).json
    second = staged.world.client.get(path, query_string={"limit": 2, "cursor": first["cursor"]}).json
    rows = [row["submission"] for page in (first, second) for row in page["rows"]]
    assert rows == list(reversed(staged.submissions))
    assert second["cursor"] is None
    assert len(staged.world.client.get(path, query_string={"only": "better"}).json["rows"]) == 3
    assert staged.world.client.get(path, query_string={"only": "worse"}).json["rows"] == []
    assert first["counts"]["better"] == 3
    assert staged.world.client.get(path, query_string={"only": "odd"}).status_code == 422


def test_what_is_sent_after_a_rejudge_began_is_not_in_it() -> None:
    staged = Staged(1)
    rejudge_id = staged.begin(versions=(1, 2))
    late = staged.world.submit()
    staged.world.finish(late)
    staged.step()
    assert [entry.submission for entry in staged.entries(rejudge_id)] == staged.submissions


def test_it_is_not_ready_while_there_are_submissions_that_were_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejudging, "AT_ONCE", 2)
    staged = Staged(1)
    for _ in range(2):
        staged.world.finish(staged.world.submit())  # newer ones, which are not chosen
    rejudge_id = staged.begin()
    staged.step()
    assert (staged.state(rejudge_id), staged.entries(rejudge_id)) == (RejudgeState.GRADING, [])
    staged.step()
    assert [entry.submission for entry in staged.entries(rejudge_id)] == staged.submissions


def test_one_whose_shadow_is_lost_is_not_said_to_be_applied() -> None:
    staged = Staged(1)
    rejudge_id = staged.ready()
    del staged.world.store.tables.rows[staged.shadows()[0]]
    staged.world.cases.rejudges.apply(rejudge_id, EVERYTHING)
    staged.step()
    (row,) = staged.world.client.get(f"{ROOT}/{rejudge_id}").json["rows"]
    assert (row["state"], row["why"]) == ("failed", "what was graded in its place is gone")


def test_a_choice_takes_what_was_sent_from_since_on_and_before_until() -> None:
    first, last = datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 1, 2, tzinfo=UTC)
    choice = Choice(since=first, until=last)
    one = {"version": 1, "target": 2, "verdict": Verdict.ACCEPTED}
    moments = (first - timedelta.resolution, first, last - timedelta.resolution, last)
    assert [choice.takes(**one, created_at=at) for at in moments] == [False, True, True, False]  # type: ignore[arg-type]


OLD = Result(version=1, verdict=Verdict.WRONG_ANSWER, score=40.0, max_score=100.0)


@pytest.mark.parametrize(
    ("new", "changed_tests", "changes"),
    [
        (None, 0, False),
        (replace(OLD, version=2), 0, False),
        (replace(OLD, verdict=Verdict.RUNTIME_ERROR), 0, True),
        (replace(OLD, score=41.0), 0, True),
        (replace(OLD, max_score=90.0), 0, True),
        (replace(OLD, version=2), 1, True),
    ],
)
def test_a_row_is_changed_if_anybody_would_see_another_result(
    new: Result | None, changed_tests: int, changes: bool
) -> None:
    entry = Entry(rejudge="r", submission="s", owner="ann", attempt=1, old=OLD, new=new, changed_tests=changed_tests)
    assert entry.changes is changes


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({}, {}, []),
        ({"cpu_ms": 1}, {"cpu_ms": 2}, []),
        ({}, {"verdict": Verdict.RUNTIME_ERROR}, [("hidden/2", "wrong_answer", "runtime_error", 0, 0)]),
        ({"points": 1.0}, {"points": 2.0}, [("hidden/2", "wrong_answer", "wrong_answer", 1, 2)]),
        (
            {"name": "hidden/3"},
            {},
            [("hidden/2", None, "wrong_answer", 0, 0), ("hidden/3", "wrong_answer", None, 0, 0)],
        ),
    ],
)
def test_a_test_is_changed_by_its_verdict_by_its_points_and_where_one_version_has_it_alone(
    old: dict[str, Any], new: dict[str, Any], told: list[tuple[object, ...]]
) -> None:
    def report(changes: dict[str, Any]) -> Report:
        stage = wrong_report().stages[0]
        return replace(
            wrong_report(), stages=(replace(stage, tests=(stage.tests[0], replace(stage.tests[1], **changes))),)
        )

    found = changed_tests(report(old), report(new))
    assert [(each.test, each.old, each.new, each.old_points, each.new_points) for each in found] == told


def test_tests_of_one_name_in_two_stages_are_two() -> None:
    old = wrong_report()
    first, second = replace(old.stages[0], name="first"), replace(old.stages[0], name="second")
    changed = replace(first, tests=(first.tests[0], replace(first.tests[1], verdict=Verdict.RUNTIME_ERROR)))
    found = changed_tests(replace(old, stages=(first, second)), replace(old, stages=(changed, second)))
    assert [(each.stage, each.test) for each in found] == [("first", "hidden/2")]


def test_of_very_many_changed_tests_a_row_names_the_first_and_counts_all() -> None:
    staged = Staged(1)
    rejudge_id = staged.begin()
    staged.step()
    right = right_report()
    more = tuple(a_test(f"hidden/{number}", Verdict.ACCEPTED) for number in range(3, 3 + MAX_TESTS_TOLD))
    stage = replace(right.stages[0], tests=(*right.stages[0].tests, *more))
    staged.grade_shadows(replace(right, stages=(stage,)))
    staged.step()
    (row,) = staged.world.client.get(f"{ROOT}/{rejudge_id}").json["rows"]
    assert row["changed_tests"] == MAX_TESTS_TOLD + 1 == 101
    assert [test["test"] for test in row["tests"]] == [f"hidden/{number}" for number in range(2, 2 + MAX_TESTS_TOLD)]


def test_what_it_replaced_is_in_the_history_of_the_submission() -> None:
    staged = Staged(1)
    rejudge_id = staged.applied()
    [submission] = staged.submissions
    [earlier] = staged.world.client.get(f"/api/v1/submissions/{submission}/history").json["earlier"]
    assert (earlier["attempt"], earlier["challenge_version"], earlier["verdict"]) == (1, 1, "wrong_answer")
    assert (earlier["rejudge"], earlier["stages"][0]["tests"][1]["name"]) == (rejudge_id, "hidden/2")


def test_a_list_has_those_of_the_organisation() -> None:
    staged = Staged(0)
    mine, everybodys = staged.begin(ACME), staged.begin()
    manager = staged.world.client_of(Role.MANAGER, "acme", "meg")
    assert [each["id"] for each in manager.get(ROOT).json["rejudges"]] == [mine]
    assert manager.get(f"{ROOT}/{everybodys}").status_code == 404
    admin = staged.world.client_of(Role.ADMIN, "")
    assert {each["id"] for each in admin.get(ROOT).json["rejudges"]} == {mine, everybodys}
