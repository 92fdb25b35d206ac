"""How much a request may say, field by field: what goes beyond is refused by its name, the last good value is not."""

from typing import Any

import pytest

from judge.api.app import AppOptions
from judge.api.runs import MAX_INPUT_CHARS
from judge.domain.access import Role
from judge.service.files import FileLimits
from tests.fakes.exam import V1, Exam
from tests.fakes.world import World

WORLD = World(options=AppOptions(), limits=FileLimits())
CODE = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}
MONTH_S = 31 * 24 * 3600
ID = "01M8A716QEKYEKD56VS4NZ9TSW"


def refused(answer: Any) -> list[str]:
    """The fields that are wrong with it."""
    assert answer.status_code in (200, 201, 202, 422), answer.text
    return [error["field"] for error in answer.json.get("errors", ())]


@pytest.mark.parametrize(
    ("call", "field", "good", "wrong"),
    [
        ("submissions", "challenge", ["", "a" * 100], ["a" * 101]),
        ("submissions", "owner", ["a.b@c-d_e+1"], ["a:b", "a/b", "a b", "a" * 101]),
        ("submissions", "invitation", [ID], ["x", ID.lower(), f"{ID}:", f"{ID}0"]),
        ("submissions", "assessment", [ID], ["x", ID.lower(), f"{ID}:", f"{ID}0"]),
        ("keys", "cursor", ["a" * 40], ["a" * 41, "a-b", "(", "a b"]),
        ("audit", "cursor", ["1-0"], ["1", "-", "+", "(1-0", "1-0-0", f"{'1' * 19}-0"]),
    ],
)
def test_a_query_asks_for_nothing_that_cannot_be(call: str, field: str, good: list[str], wrong: list[str]) -> None:
    for value in good:
        assert refused(WORLD.client.get(f"{V1}/{call}", query_string={field: value})) == [], value
    for value in wrong:
        assert refused(WORLD.client.get(f"{V1}/{call}", query_string={field: value})) == [field], value


@pytest.mark.parametrize(
    ("field", "good", "wrong"),
    [
        ("subject", ["", "a.b@c-d_e+1", "a" * 100], ["a:b", "a/b", "a b", "\u00e9", "a\n", "a" * 101]),
        ("organisation", ["a", "a-1", "a" * 40], ["", "A", "a:b", "a/b", "a b", "-a", "a-", "a\n", "a" * 41]),
        ("name", ["a" * 100], ["", "a" * 101, "\ud800"]),
    ],
)
def test_names_that_keys_are_known_by_hold_nothing_that_parts_them(
    field: str, good: list[str], wrong: list[str]
) -> None:
    """Lists and rates are named ``organisation/subject`` and the like."""
    client = World().client_of(Role.ADMIN, "")
    body = {"role": "candidate", "organisation": "acme", "name": "x"}
    for value in good:
        assert refused(client.post(f"{V1}/keys", json={**body, field: value})) == [], value
    for value in wrong:
        assert refused(client.post(f"{V1}/keys", json={**body, field: value})) == [field], value


@pytest.mark.parametrize("seconds", [-1, MONTH_S + 1, "60", 1.5, True, None])
def test_extra_time_is_a_number_of_seconds_up_to_a_month(seconds: object) -> None:
    exam = Exam()
    made = exam.invite(extra_time_s=MONTH_S)
    invitations = f"{V1}/assessments/{exam.id}/invitations"
    guests = {"invitations": [{"name": "Bo", "extra_time_s": seconds}]}
    assert refused(exam.manager.post(invitations, json=guests)) == ["invitations"]
    assert refused(exam.about(made["id"], "extra-time", extra_time_s=seconds)) == ["extra_time_s"]
    assert refused(exam.about(made["id"], "extra-time", extra_time_s=MONTH_S)) == []


@pytest.mark.parametrize("email", ["ann", "@example.org", "ann@", "a b@example.org", "a@b@c", "ann@example.org\n"])
def test_an_address_looks_like_one(email: str) -> None:
    exam = Exam()
    guests = {"invitations": [{"name": "Ann", "email": email}]}
    assert refused(exam.manager.post(f"{V1}/assessments/{exam.id}/invitations", json=guests)) == ["invitations"]


@pytest.mark.parametrize(
    ("field", "good", "wrong"),
    [
        ("input", ["", "x" * MAX_INPUT_CHARS], ["x" * (MAX_INPUT_CHARS + 1)]),
        ("args", [[], ["a"] * 100, ["a" * 4096]], [["a"] * 101, ["a" * 4097]]),
        ("tests", [["sample/1"] * 100], [[], ["sample/1"] * 101]),
    ],
)
def test_a_run_is_given_only_so_much(field: str, good: list[object], wrong: list[object]) -> None:
    for value in good:
        assert refused(WORLD.client.post(f"{V1}/runs", json={**CODE, field: value})) == []
    for value in wrong:
        assert refused(WORLD.client.post(f"{V1}/runs", json={**CODE, field: value})) == [field]


def test_a_webhook_is_told_of_each_thing_once() -> None:
    body = {"url": "https://receiver.example.com/hook", "events": ["submission.finished"] * 2}
    assert WORLD.client.post(f"{V1}/webhooks", json=body).json["events"] == ["submission.finished"]
