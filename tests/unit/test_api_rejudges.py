"""Rejudges over HTTP: what is refused with which field, and what is shown."""

from typing import Any

import pytest

from judge.domain.access import Role
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
