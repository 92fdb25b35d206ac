"""What an author lets open up: seen in every answer once somebody's own time is over, and in none before."""

from dataclasses import replace
from typing import Any

import pytest

from judge.domain.access import Role
from judge.domain.challenge import Group, Visibility
from judge.domain.recorded import RecordedTest
from judge.domain.report import Report
from tests.fakes.exam import Candidate, Exam
from tests.fakes.world import SECRET, World, wrong_report
from tests.fakes.world import package as world_package
from tests.unit.grading_sample import suite
from tests.unit.packages_sample import loaded, package
from worker.graders.classify import RAN
from worker.graders.sheet import Sheet


def opening(to: Visibility = Visibility.FULL) -> Report:
    """The wrong report, its hidden test one that opens up."""
    [stage] = wrong_report().stages
    sample, hidden = stage.tests
    return replace(wrong_report(), stages=(replace(stage, tests=(sample, replace(hidden, after_deadline=to))),))


def texts(candidate: Candidate, submission: str) -> list[str]:
    """Everything that tells of one submission."""
    path = f"/api/v1/submissions/{submission}"
    tails = ("", "?wait=1", "/events", "/report.xml")
    return [candidate.client.get(path + tail).get_data(as_text=True) for tail in tails]


@pytest.fixture
def exam() -> Exam:
    return Exam(duration_s=3600)


def test_everything_opens_when_the_time_is_over_and_nothing_before(exam: Exam) -> None:
    ann = exam.candidate()
    submission = ann.attempt(opening()).id
    assert not any(SECRET in text for text in texts(ann, submission))
    exam.after(seconds=3599)
    assert not any(SECRET in text for text in texts(ann, submission))
    exam.after(seconds=1)
    assert all(SECRET in text for text in texts(ann, submission))


def test_what_is_for_the_author_stays_theirs(exam: Exam) -> None:
    ann = exam.candidate()
    submission = ann.attempt(opening(Visibility.MESSAGE)).id
    exam.after(hours=2)
    test = ann.client.get(f"/api/v1/submissions/{submission}").json["stages"][0]["tests"][1]
    assert (test["message"], test["evidence"], test["detail"]) == (f"expected {SECRET}", None, None)


def test_extra_time_and_a_colleagues_end_open_nothing(exam: Exam) -> None:
    ann, bob = exam.candidate("Ann"), exam.candidate("Bob")
    submission = ann.attempt(opening()).id
    exam.about(ann.invitation, "extra-time", extra_time_s=3600)
    exam.after(seconds=3600)
    assert bob.mine["state"] == "over"
    assert not any(SECRET in text for text in texts(ann, submission))


@pytest.mark.parametrize("lost", ["invitations", "assessments"])
def test_where_it_cannot_be_told_when_the_time_ends_nothing_opens(exam: Exam, lost: str) -> None:
    ann = exam.candidate()
    submission = ann.attempt(opening()).id
    exam.after(hours=2)
    getattr(exam.world.store, lost)._kept.clear()
    record = exam.world.store.submissions.get(submission)
    assert not exam.world.cases.deadlines.over(record)


def test_a_list_tells_no_more_than_before(exam: Exam) -> None:
    ann = exam.candidate()
    ann.attempt(opening())
    exam.after(hours=2)
    assert SECRET not in ann.client.get("/api/v1/submissions").text


def test_without_an_invitation_or_without_an_end_nothing_opens() -> None:
    world = World(role=Role.CANDIDATE)
    free = world.submit()
    world.finish(free, opening())
    assert SECRET not in world.client.get(f"/api/v1/submissions/{free}").text
    endless = Exam(World())
    ann = endless.candidate()
    submission = ann.attempt(opening()).id
    endless.after(days=400)
    assert not any(SECRET in text for text in texts(ann, submission))


def test_a_package_says_what_opens_and_candidates_are_told() -> None:
    edit = ("scoring: all_or_nothing}", "scoring: all_or_nothing, after_deadline: message}")
    sample, hidden = loaded(package(edit)).stages[0].groups
    assert (sample.after_deadline, hidden.after_deadline) == (Visibility.NONE, Visibility.MESSAGE)
    world = World()
    files = world_package()
    manifest = files["challenge.yaml"].replace(b"visibility: name", b"visibility: name, after_deadline: message")
    world.store.packages.register("adder", {**files, "challenge.yaml": manifest})
    groups: Any = world.client.get("/api/v1/challenges/adder").json["stages"][0]["groups"]
    assert [(group["visibility"], group["after_deadline"]) for group in groups] == [
        ("full", "full"),
        ("name", "message"),
    ]


def test_a_mark_at_a_test_holds_for_good() -> None:
    group = Group(name="hidden", points=10, after_deadline=Visibility.FULL)
    marked = RecordedTest(id="hidden/test_a.py::test_b", group="hidden", visibility=Visibility.NONE)
    plain = RecordedTest(id="hidden/test_a.py::test_a", group="hidden")
    sheet = Sheet(suite({}, groups=(group,)), (plain, marked))
    rows = [sheet.row(test, RAN) for test in sheet.tests]
    assert [(row.visibility, row.after_deadline) for row in rows] == [("name", "full"), ("none", "none")]
