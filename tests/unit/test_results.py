"""Results of a challenge: who is in them, what counts, how they are chosen, compared and exported."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from judge.api.result_records import MAX_PEOPLE, ResultsQuery
from judge.domain.access import EVERYTHING, Role
from judge.domain.report import Report
from judge.domain.results import Cell, Order, Row, Selection, Sort, Task
from judge.domain.submission import Outcome, QueueName, State, Submission
from judge.domain.verdict import Verdict
from judge.service import results
from judge.service.submit import Request
from judge.sheets import csv_text
from tests.fakes.world import SECRET, World, right_report, wrong_report

PATH = "/api/v1/challenges/adder/results"
BODY = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}


class Class:
    """Candidates of acme and their manager."""

    def __init__(self) -> None:
        self.world = World()
        self.manager = self.world.client_of(Role.MANAGER, "acme", "meg")

    def sent(self, person: str, report: Report | None = None, organisation: str = "acme") -> str:
        answer = self.world.client_of(Role.CANDIDATE, organisation, person).post("/api/v1/submissions", json=BODY)
        if report:
            self.world.finish(answer.json["id"], report)
        return str(answer.json["id"])

    def rows(self, **query: Any) -> list[dict[str, Any]]:
        answer = self.manager.get(PATH, query_string=query)
        assert answer.status_code == 200, answer.text
        return list(answer.json["rows"])

    def people(self, **query: Any) -> list[str]:
        return [row["person"] for row in self.rows(**query)]


def test_the_best_attempt_counts_and_failures_of_ours_do_not() -> None:
    group = Class()
    group.sent("ann", wrong_report())
    best = group.sent("ann", right_report())
    group.sent("ann", right_report())
    group.sent("ann", Report(cause="sandbox_failed"))
    group.sent("ann")
    [row] = group.rows()
    [cell] = row["challenges"]
    assert (row["person"], row["score"], row["max_score"], row["attempts"]) == ("ann", 100.0, 100.0, 4)
    assert (cell["submission"], cell["verdict"], cell["pending"]) == (best, "accepted", 1)
    assert row["skills"] == [{"skill": "arithmetic", "points": 100.0, "max_points": 100.0}]
    assert row["time_used_s"] >= 0


@pytest.mark.parametrize(("report", "score"), [(right_report(), 100.0), (Report(cause="sandbox_failed"), 0.0)])
def test_while_an_attempt_is_judged_again_it_counts_as_before(report: Report, score: float) -> None:
    group = Class()
    sent = group.sent("ann", report)
    group.manager.post(f"/api/v1/submissions/{sent}/rejudge")
    [row] = group.rows()
    assert (row["score"], row["challenges"][0]["pending"]) == (score, 1)
    assert row["challenges"][0]["submission"] == (sent if score else None)


def test_without_an_invitation_time_runs_from_what_somebody_sent_first() -> None:
    group = Class()
    sent = [group.sent("ann", report) for report in (wrong_report(), right_report(), wrong_report())]
    for submission, minutes in zip(sent, (10, 30, 50), strict=True):
        row = group.world.store.tables.row(submission)
        row.record = replace(row.record, created_at=NOW + timedelta(minutes=minutes))
    assert group.rows()[0]["time_used_s"] == 20 * 60


def test_who_sent_without_a_key_has_a_row_without_a_name() -> None:
    group = Class()
    request = Request(challenge="adder", runtime="python", files={"main.py": b"print(3)"})
    group.world.finish(group.world.cases.submit(request, EVERYTHING).view.submission.id)
    [row] = group.world.client_of(Role.ADMIN, "").get(PATH).json["rows"]
    assert (row["person"], row["name"], row["score"]) == (None, None, 40.0)


def test_as_many_people_are_compared_as_fit_beside_each_other() -> None:
    people = [f"person-{number}" for number in range(MAX_PEOPLE)]
    assert ResultsQuery(people=",".join(people)).compared() == tuple(people)


def test_who_has_nothing_graded_yet_has_a_row_without_a_result() -> None:
    group = Class()
    group.sent("ann")
    [row] = group.rows()
    assert (row["score"], row["max_score"], row["attempts"], row["time_used_s"]) == (0.0, 100.0, 1, None)
    assert (row["challenges"][0]["verdict"], row["challenges"][0]["submission"]) == (None, None)


def test_a_manager_sees_the_people_of_the_organisation_only_and_an_admin_all() -> None:
    group = Class()
    group.sent("ann", wrong_report())
    group.sent("bob", wrong_report(), organisation="other")
    assert group.people() == ["ann"]
    rows = group.world.client_of(Role.ADMIN, "").get(PATH).json["rows"]
    assert {row["person"] for row in rows} == {"ann", "bob"}


def test_rows_are_filtered_and_sorted_as_asked() -> None:
    group = Class()
    group.sent("bob", wrong_report())
    group.sent("ann", right_report())
    group.sent("cem")
    assert group.people() == ["ann", "bob", "cem"]
    assert group.people(order="asc") == ["cem", "bob", "ann"]
    assert group.people(sort="name", order="desc") == ["cem", "bob", "ann"]
    assert group.people(verdict="wrong_answer") == ["bob"]
    assert group.people(min_score=40) == ["ann", "bob"]
    assert group.people(name="EM") == ["cem"]
    assert group.people(sort="time")[-1] == "cem", "who has no time stands last"
    assert group.people(sort="time", order="desc")[-1] == "cem"


def test_people_are_compared_test_by_test() -> None:
    group = Class()
    group.sent("ann", right_report())
    group.sent("bob", wrong_report())
    group.sent("cem")
    seen = group.manager.get(PATH, query_string={"people": "bob,ann,cem"}).json
    assert seen["people"] == ["bob", "ann", "cem"]
    twice = group.manager.get(PATH, query_string={"people": "bob, ann,bob,"}).json
    assert twice["people"] == ["bob", "ann"]
    hidden = next(each for each in seen["compared"] if each["test"] == "hidden/2")
    assert [result and result["verdict"] for result in hidden["results"]] == ["wrong_answer", "accepted", None]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"people": "nobody"}, "people"),
        ({"people": ",".join(map(str, range(11)))}, "people"),
        ({"verdict": "skipped"}, "verdict"),
        ({"min_score": "nan"}, "min_score"),
        ({"sort": "luck"}, "sort"),
        ({"format": "xlsx"}, "format"),
        ({"limit": "3"}, "limit"),
    ],
)
def test_a_wrong_query_names_its_field(query: dict[str, str], field: str) -> None:
    answer = Class().manager.get(PATH, query_string=query)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_the_sheet_has_a_line_for_each_person_and_comes_by_accept_or_format() -> None:
    group = Class()
    sent = group.sent("ann", wrong_report())
    by_format = group.manager.get(PATH, query_string={"format": "csv"})
    by_accept = group.manager.get(PATH, headers={"Accept": "text/csv"})
    assert by_format.content_type == "text/csv; charset=utf-8"
    assert by_format.text == by_accept.text
    assert by_format.headers["Content-Disposition"] == 'attachment; filename="results-adder.csv"'
    [line] = csv.DictReader(io.StringIO(by_format.text))
    assert (line["person"], line["score"], line["adder verdict"]) == ("ann", "40.0", "wrong_answer")
    assert (line["adder submission"], line["skill arithmetic points"]) == (sent, "40.0")
    assert SECRET not in by_format.text
    assert group.manager.get(PATH, headers={"Accept": "text/csv"}, query_string={"format": "json"}).json["rows"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0="])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(start: str) -> None:
    [[cell]] = csv.reader(io.StringIO(csv_text([[f"{start}HYPERLINK(1)"]]), newline=""))
    assert cell == f"'{start}HYPERLINK(1)"


def test_a_sheet_is_that_of_the_rfc() -> None:
    assert csv_text([["a", 'say "hi"', "x,y"], [None, -1.5, "two\nlines"]]) == (
        'a,"say ""hi""","x,y"\r\n,-1.5,"two\nlines"\r\n'
    )


def test_more_than_can_be_looked_at_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MAX_LOOKED_AT", 2)
    group = Class()
    for person in ("ann", "bob", "cem"):
        group.sent(person, wrong_report())
    seen = group.manager.get(PATH).json
    assert ([row["person"] for row in seen["rows"]], seen["complete"]) == (["bob", "cem"], False)


def test_lists_need_no_report() -> None:
    """A thousand of them are a second of decoding."""
    group = Class()
    group.sent("ann", wrong_report())
    row = next(iter(group.world.store.tables.rows.values()))
    row.report = None
    assert group.rows()[0]["score"] == 40.0
    [listed] = group.manager.get("/api/v1/submissions").json["submissions"]
    assert (listed["verdict"], listed["score"], listed["max_score"]) == ("wrong_answer", 40.0, 100.0)


NOW = datetime(2030, 1, 1, tzinfo=UTC)


def a_row(person: str, minutes: int | None, *scores: float) -> Row:
    tasks = (
        Task(id="a", title="A", max_score=10, skills=("sql", "http")),
        Task(id="b", title="B", max_score=30, skills=("sql",)),
    )
    cells = tuple(
        Cell(task=task, counting=_of(score, minutes or 0)) for task, score in zip(tasks, scores, strict=False)
    )
    return Row(person=person, name="", cells=cells, began_at=None if minutes is None else NOW)


def _of(score: float, minutes: int) -> Submission:
    return Submission(
        id=str(score),
        challenge="a",
        challenge_version=1,
        package="p",
        runtime="python",
        queue=QueueName.BATCH,
        state=State.FINISHED,
        attempt=1,
        created_at=NOW + timedelta(minutes=minutes),
        outcome=Outcome(verdict=Verdict.WRONG_ANSWER, score=score, max_score=10),
    )


def test_a_challenge_counts_wholly_to_each_of_its_skills() -> None:
    skills = {each.skill: (each.points, each.max_points) for each in a_row("ann", 1, 7, 5).skills}
    assert skills == {"http": (7, 10), "sql": (12, 20)}


def test_time_is_used_until_the_last_that_counts_was_sent() -> None:
    assert a_row("ann", 2, 7, 5).time_used_s == 120
    assert a_row("ann", None, 7).time_used_s is None
    assert replace(a_row("ann", 2), cells=()).time_used_s is None


def test_equal_ones_stand_in_the_order_of_names_whatever_the_order() -> None:
    rows = [a_row("cem", 3, 5), a_row("ann", 1, 5), a_row("bob", 2, 5)]
    for order in Order:
        assert [row.person for row in Selection(sort=Sort.SCORE, order=order).of(rows)] == ["ann", "bob", "cem"]
