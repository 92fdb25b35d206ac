"""Results of an assessment: everybody invited, what counts for them, and how long they took."""

import csv
import io
from typing import Any

from judge.domain.access import EVERYTHING, Role
from judge.domain.results import Selection
from judge.service.cases import Cases
from tests.fakes.exam import V1, Exam, graded


def rows(exam: Exam, **query: Any) -> list[dict[str, Any]]:
    answer = exam.manager.get(f"{V1}/assessments/{exam.id}/results", query_string=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json["rows"])


def test_everybody_invited_has_a_row_with_what_counts_at_each_challenge() -> None:
    exam = Exam(challenges=["adder", "other"])
    went = exam.candidate("Ann")
    best = went.attempt(graded(70))
    went.attempt(graded(20))
    exam.invite("Bob")
    ann, bob = rows(exam)
    assert (ann["name"], ann["person"], ann["score"], ann["max_score"]) == ("Ann", went.invitation, 70, 200)
    assert [(cell["challenge"], cell["attempts"]) for cell in ann["challenges"]] == [("adder", 2), ("other", 0)]
    assert ann["challenges"][0]["submission"] == best.id
    assert ann["skills"] == [{"skill": "arithmetic", "points": 70, "max_points": 200}]
    assert (bob["name"], bob["score"], bob["attempts"], bob["time_used_s"]) == ("Bob", 0, 0, None)


def test_time_runs_from_when_somebody_began() -> None:
    exam = Exam()
    went = exam.candidate()
    sent = went.attempt(graded(70))
    [row] = rows(exam)
    began = exam.world.store.invitations.get(went.invitation).joined_at
    assert began is not None
    assert row["time_used_s"] == max(0, round((sent.created_at - began).total_seconds(), 3))


def test_the_last_attempt_counts_where_the_assessment_says_so() -> None:
    exam = Exam(counting="last")
    went = exam.candidate()
    went.attempt(graded(70))
    went.attempt(graded(20))
    assert rows(exam)[0]["score"] == 20


def test_invited_people_are_compared_and_found_by_name() -> None:
    exam = Exam()
    people = [exam.candidate(name) for name in ("Ann", "Bob")]
    for each, score in zip(people, (70, 20), strict=True):
        each.attempt(graded(score))
    assert [row["name"] for row in rows(exam, sort="name", order="desc")] == ["Bob", "Ann"]
    assert [row["name"] for row in rows(exam, name="bo")] == ["Bob"]
    ids = ",".join(each.invitation for each in people)
    seen = exam.manager.get(f"{V1}/assessments/{exam.id}/results", query_string={"people": ids}).json
    assert {each["test"] for each in seen["compared"]} == {"sample/1", "hidden/2"}


def test_a_name_that_is_a_formula_is_text_in_the_sheet() -> None:
    exam = Exam()
    exam.invite("=HYPERLINK(1)")
    sheet = exam.manager.get(f"{V1}/assessments/{exam.id}/results?format=csv").text
    [line] = csv.DictReader(io.StringIO(sheet))
    assert line["name"] == "'=HYPERLINK(1)"


def test_the_results_of_a_challenge_name_those_who_were_invited_and_nobody_else() -> None:
    """A key whose subject merely looks like somebody's invitation gets no name."""
    exam = Exam()
    went = exam.candidate("Ann")
    went.attempt(graded(70))
    stranger = exam.world.client_of(Role.CANDIDATE, "other", went.invitation)
    body = {"challenge": "adder", "runtime": "python", "files": {"main.py": "1"}}
    assert stranger.post(f"{V1}/submissions", json=body).status_code == 202
    path = f"{V1}/challenges/adder/results"
    assert exam.manager.get(path).json["rows"][0]["name"] == "Ann"
    spy = exam.world.client_of(Role.MANAGER, "other", "spy")
    assert [(row["person"], row["name"]) for row in spy.get(path).json["rows"]] == [(went.invitation, None)]


def test_a_challenge_that_was_withdrawn_still_has_its_results() -> None:
    exam = Exam()
    exam.candidate().attempt(graded(70))
    exam.world.store.packages.withdraw("adder")
    [row] = rows(exam)
    assert (row["score"], row["max_score"], row["skills"]) == (70, 100, [])


def test_a_challenge_that_cannot_be_loaded_any_more_still_has_its_results() -> None:
    exam = Exam()
    record = exam.candidate().attempt(graded(70))
    exam.world.store.packages._files[record.package] = {}
    cases = Cases(exam.world.parts)  # as after a restart: nothing is loaded yet
    [row] = cases.results.of_assessment(exam.id, Selection(), (), EVERYTHING).rows
    assert (row.person, row.score) == (record.owner, 70)


def test_a_rejudge_costs_no_attempt_and_moves_what_counts() -> None:
    exam = Exam(attempts=1)
    went = exam.candidate()
    sent = went.attempt(graded(20))
    exam.world.store.submissions.rejudge(sent.id)
    exam.world.finish(sent.id, graded(90))
    [row] = rows(exam)
    assert (row["score"], row["attempts"]) == (90, 1)


def test_submissions_are_listed_by_whose_they_are() -> None:
    exam = Exam()
    mine, other = exam.candidate("Ann"), exam.candidate("Bob")
    sent = mine.attempt(graded(20))
    other.attempt(graded(30))
    for query in ({"owner": mine.invitation}, {"invitation": mine.invitation}):
        listed = exam.manager.get(f"{V1}/submissions", query_string=query).json["submissions"]
        assert [each["id"] for each in listed] == [sent.id]
    assert len(exam.manager.get(f"{V1}/submissions", query_string={"assessment": exam.id}).json["submissions"]) == 2
    assert other.client.get(f"{V1}/submissions", query_string={"owner": mine.invitation}).json["submissions"] == []
    strange = exam.manager.get(f"{V1}/submissions", query_string={"owner": "a b"})
    assert (strange.status_code, strange.json["errors"][0]["field"]) == (422, "owner")
