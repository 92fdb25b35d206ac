"""Assessments as managers make, change and see them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from judge.domain.access import SHARED, Caller, Reach, Role, Scope
from judge.domain.assessment import Assessment, Invitation, Stage
from judge.domain.errors import NotFound
from tests.fakes.exam import V1, Exam, stamp
from tests.fakes.world import World


def problems(world: World, **terms: Any) -> dict[str, str]:
    """The fields that are refused when an assessment with these terms is made."""
    body = {"title": "Exam", "challenges": ["adder"], **terms}
    answer = world.client_of(Role.MANAGER).post(f"{V1}/assessments", json=body)
    assert answer.status_code == 422, answer.text
    return {each["field"]: each["message"] for each in answer.json["errors"]}


def test_it_comes_back_as_it_was_made() -> None:
    exam = Exam(duration_s=3600, opens_at="2030-01-01T10:00:00+02:00", closes_at="2030-01-02T00:00:00Z", attempts=3)
    found = exam.manager.get(f"{V1}/assessments/{exam.id}").json
    assert found["opens_at"] == "2030-01-01T08:00:00.000Z"
    assert (found["organisation"], found["duration_s"], found["attempts"]) == ("acme", 3600, 3)
    assert (found["counting"], found["invited"], found["archived_at"]) == ("best", 0, None)
    exam.invite()
    assert exam.manager.get(f"{V1}/assessments").json["assessments"] == [{**found, "invited": 1}]


def test_everything_wrong_with_it_is_told_at_once() -> None:
    found = problems(World(), challenges=["adder", "nope", "adder"], opens_at=stamp(days=2), closes_at=stamp(days=-1))
    assert set(found) == {"challenges[1]", "challenges[2]", "closes_at"}
    assert "GET /api/v1/challenges" in found["challenges[1]"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "a\tb"),
        ("duration_s", 59),
        ("duration_s", "3600"),
        ("duration_s", 1e99),
        ("attempts", 0),
        ("attempts", True),
        ("opens_at", 1_700_000_000),
        ("opens_at", "1700000000"),
        ("opens_at", "2030-01-01T00:00:00"),
        ("closes_at", "9999-12-31T23:59:59-12:00"),
        ("closes_at", "0001-01-01T00:00:00+12:00"),
        ("counting", "worst"),
        ("title", ""),
        ("title", "a\nb"),
        ("title", "\ud800"),
        ("challenges", []),
        ("challenges", ["adder"] * 51),
        ("color", "red"),
    ],
)
def test_a_wrong_value_names_its_field(field: str, value: object) -> None:
    assert list(problems(World(), **{field: value})) == [field]


def test_an_admin_says_whose_it_is_and_a_managers_is_their_organisations() -> None:
    world = World()
    body = {"title": "x", "challenges": ["adder"], "organisation": "initech"}
    assert world.client_of(Role.ADMIN, SHARED).post(f"{V1}/assessments", json=body).json["organisation"] == "initech"
    assert problems(world, organisation="initech") == {"organisation": "must be yours, acme"}
    assert world.client_of(Role.MANAGER).get(f"{V1}/assessments").json["assessments"] == []


def test_a_window_may_be_changed_and_a_bound_taken_away() -> None:
    exam = Exam(duration_s=3600, attempts=3, closes_at=stamp(days=1))
    changed = exam.change(attempts=None, counting="last", title="Other")
    assert (changed["attempts"], changed["counting"], changed["title"]) == (None, "last", "Other")
    assert (changed["duration_s"], changed["closes_at"] is not None) == (3600, True)
    assert exam.change() == changed


def test_a_window_that_closes_before_it_opens_is_refused_in_a_change_too() -> None:
    exam = Exam(opens_at=stamp(days=1))
    answer = exam.manager.patch(f"{V1}/assessments/{exam.id}", json={"closes_at": stamp(hours=1)})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "closes_at")
    assert exam.change()["closes_at"] is None


def test_an_archived_one_can_be_taken_back() -> None:
    exam = Exam()
    first = exam.change(archived=True)["archived_at"]
    assert exam.change(archived=True)["archived_at"] == first
    assert exam.change(archived=False)["archived_at"] is None


def test_standings_are_for_those_who_may_see_them() -> None:
    exam = Exam()
    exam.candidate().attempt()
    cases = exam.world.cases.assessments

    def asked_by(organisation: str) -> Scope:
        return Scope(Caller(role=Role.MANAGER, organisation=organisation), Reach.ORGANISATION)

    assert [each.score for each in cases.standings(exam.id, asked_by("acme"))] == [40.0]
    with pytest.raises(NotFound):
        cases.standings(exam.id, asked_by("other"))


def test_at_the_deadline_itself_it_is_over() -> None:
    began = datetime(2030, 1, 1, tzinfo=UTC)
    exam = Assessment(id="e", organisation="", title="", challenges=(), created_at=began, duration_s=60)
    went = Invitation(
        id="i", assessment="e", organisation="", name="", digest="", created_at=began, joined_at=began, extra_time_s=5
    )
    ends = began + timedelta(seconds=65)
    moments = (ends - timedelta.resolution, ends)
    assert [went.stage(exam, moment) for moment in moments] == [Stage.RUNNING, Stage.OVER]
