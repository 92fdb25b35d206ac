"""Every call with every role, a foreign key and none, against the table of docs/roles.md."""

import re

import pytest

from judge.api.app import route_table
from judge.api.calls import Call
from judge.api.metrics import Metrics
from judge.config import CHECKOUT
from judge.domain.access import SHARED, Caller, Reach, Role, Scope
from judge.domain.errors import Unavailable
from tests.fakes.world import SECRET, World
from tests.unit.role_samples import SAMPLES, Owner
from tests.unit.role_samples.asks import BODY

PAGE = (CHECKOUT / "docs" / "roles.md").read_text()
CALLS = {f"{call.method} {call.path}": call for call in route_table(World().cases, Metrics(lambda: None))}
OWN, COLLEAGUE, STRANGER = Owner("ann", "acme"), Owner("cem", "acme"), Owner("bob", "other")
NAMESAKE = Owner("ann", "other")
"""Somebody of another organisation whose keys have the same subject: whoever makes the keys there chooses it."""
ABOUT_ONE = [name for name in CALLS if re.search(r"/\{(?!challenge_id)", name)]
"""Calls about one thing, which belongs to somebody."""
EVERYBODY = [(name, role) for name in CALLS for role in Role]
ON_ONE = [(name, role) for name in ABOUT_ONE for role in Role if CALLS[name].access.of(role) is not Reach.NONE]


def organisation(role: Role) -> str:
    return SHARED if role is Role.ADMIN else OWN.organisation


def status(world: World, name: str, owner: Owner, key: str | None) -> int:
    """Ask for something of the owner's with a key."""
    call = CALLS[name]
    path, options = SAMPLES[name](world, owner)
    client = world.client_with(key) if key is not None else world.app.test_client()
    return int(client.open(path, method=call.method, **options).status_code)


def a_world() -> World:
    world = World()
    world.start_worker()
    world.key(Role.ADMIN, SHARED)
    return world


def test_the_table_of_the_page_is_the_one_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+ \S+)` \|(.*)\|$", PAGE, re.MULTILINE)
    assert {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows} == {
        name: row(call) for name, call in CALLS.items()
    }


def row(call: Call) -> list[str]:
    return ["public"] * len(Role) if call.access.public else [call.access.of(role).value for role in Role]


def test_every_call_has_a_sample() -> None:
    assert set(SAMPLES) == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_without_a_valid_key_only_public_calls_are_answered(name: str) -> None:
    world = a_world()
    expected = 200 if CALLS[name].access.public else 401
    assert status(world, name, OWN, None) == expected
    for key in ("", "judge_", "judge_aaaaaaaaaa_" + "a" * 32, "x" * 5000, "judge_\u00e9"):
        assert status(world, name, OWN, key) == expected, key


@pytest.mark.parametrize(("name", "role"), EVERYBODY)
def test_a_role_gets_as_far_as_the_table_says(name: str, role: Role) -> None:
    world = a_world()
    allowed = CALLS[name].access.of(role) is not Reach.NONE
    answered = status(world, name, OWN, world.key(role, organisation(role), OWN.subject))
    assert (answered < 300) if allowed else (answered == 403)


@pytest.mark.parametrize(("name", "role"), ON_ONE)
def test_what_is_out_of_reach_is_not_there(name: str, role: Role) -> None:
    reach = CALLS[name].access.of(role)
    world = a_world()
    key = world.key(role, organisation(role), OWN.subject)
    assert (status(world, name, COLLEAGUE, key) == 404) == (reach is Reach.OWN)
    for stranger in (STRANGER, NAMESAKE):
        assert (status(world, name, stranger, key) == 404) == (reach is not Reach.ALL)


@pytest.mark.parametrize("name", [name for name, call in CALLS.items() if not call.access.public])
def test_a_revoked_or_expired_key_is_no_key(name: str) -> None:
    world = a_world()
    text = world.key(Role.ADMIN, SHARED)
    world.cases.keys.end(text.split("_")[1])
    assert status(world, name, OWN, text) == 401


def test_what_belongs_to_nobody_is_not_the_own_of_a_caller_without_a_subject() -> None:
    for reach, held in ((Reach.NONE, False), (Reach.OWN, False), (Reach.ORGANISATION, True), (Reach.ALL, True)):
        assert Scope(Caller(role=Role.CI), reach).holds(owner="", organisation=SHARED) is held


@pytest.mark.parametrize("role", Role)
def test_what_hidden_tests_say_is_for_admins_and_managers_only(role: Role) -> None:
    world = a_world()
    sent = world.client_of(Role.CANDIDATE, OWN.organisation, OWN.subject).post("/api/v1/submissions", json=BODY)
    world.finish(sent.json["id"])
    client = world.client_of(role, organisation(role), OWN.subject)
    for tail in ("", "?wait=1", "/events", "/report.xml"):
        answer = client.get(f"/api/v1/submissions/{sent.json['id']}{tail}")
        assert answer.status_code == 200
        assert (SECRET in answer.text) is (role in (Role.ADMIN, Role.MANAGER)), tail


def test_lists_hold_only_what_is_within_reach() -> None:
    world = a_world()
    made = {
        owner.subject: world.client_of(Role.CANDIDATE, owner.organisation, owner.subject)
        .post("/api/v1/submissions", json={"challenge": "adder", "runtime": "python", "files": {"main.py": "1"}})
        .json["id"]
        for owner in (OWN, COLLEAGUE, STRANGER)
    }

    def listed(role: Role) -> set[str]:
        client = world.client_of(role, organisation(role), OWN.subject)
        found = {each["id"] for each in client.get("/api/v1/submissions").json["submissions"]}
        filtered = client.get("/api/v1/submissions?challenge=adder&state=queued").json["submissions"]
        assert {each["id"] for each in filtered} == found
        return {subject for subject, submission in made.items() if submission in found}

    assert listed(Role.CANDIDATE) == listed(Role.CI) == {"ann"}
    assert listed(Role.MANAGER) == {"ann", "cem"}
    assert listed(Role.ADMIN) == {"ann", "bob", "cem"}


def test_whoever_changed_something_or_was_refused_is_in_the_audit_log() -> None:
    world = a_world()
    ann = world.client_of(Role.CANDIDATE, "acme", "ann")
    ann.get("/api/v1/me")
    ann.post("/api/v1/keys?token=x", json={"role": "admin", "name": "mine"})
    entries = world.client_of(Role.ADMIN, SHARED).get("/api/v1/audit").json["entries"]
    told = ("role", "organisation", "action", "target", "status")
    assert [tuple(each[name] for name in told) for each in entries] == [
        ("candidate", "acme", "POST /api/v1/keys", "/api/v1/keys", 403)
    ]


def test_a_change_is_answered_truly_when_the_audit_log_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world()
    ann = world.client_of(Role.CANDIDATE, "acme", "ann")

    def away(_entry: object) -> None:
        raise Unavailable("Redis: gone")

    monkeypatch.setattr(world.store.audit, "write", away)
    answer = ann.post("/api/v1/submissions", json=BODY)
    assert answer.status_code == 202
    assert world.store.submissions.get(answer.json["id"]).owner == "ann"
