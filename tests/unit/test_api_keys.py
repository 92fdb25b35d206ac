"""Calls about keys, as clients see them: when a key ends is a time with its zone, and answered in UTC."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from judge.domain.access import Role
from judge.domain.keys import Key
from tests.fakes.world import World

V1 = "/api/v1"
AHEAD = timezone(timedelta(hours=2))
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=23, minutes=59)))
"""A moment that UTC has no year for."""


def make(world: World, expires_at: object) -> Any:
    return world.client.post(f"{V1}/keys", json={"role": "ci", "name": "x", "expires_at": expires_at})


@pytest.mark.parametrize("given", ["2130-01-01T00:00:00+02:00", "2129-12-31T22:00:00Z", "2129-12-31 20:30:00-01:30"])
def test_the_end_of_a_key_is_told_in_utc_whatever_zone_it_was_given_in(given: str) -> None:
    world = World()
    made = make(world, given)
    assert (made.status_code, made.json["expires_at"]) == (201, "2129-12-31T22:00:00.000Z")
    seen = world.client.get(f"{V1}/keys/{made.json['id']}").json
    assert seen["expires_at"] == "2129-12-31T22:00:00.000Z"
    kept = world.store.keys.get(made.json["id"]).expires_at
    assert kept is not None
    assert (kept, kept.utcoffset()) == (datetime(2129, 12, 31, 22, tzinfo=UTC), timedelta(0))


@pytest.mark.parametrize(
    "given",
    [
        4102444800,
        4102444800.5,
        "4102444800",
        "2130-01-01T00:00:00",
        "2130-01-01",
        LAST.isoformat(),
        "2201-01-01T00:00Z",
    ],
)
def test_the_end_of_a_key_is_a_time_with_its_zone_and_no_number(given: object) -> None:
    refused = make(World(), given)
    assert (refused.status_code, refused.json["code"]) == (422, "invalid_input")
    assert [each["field"] for each in refused.json["errors"]] == ["expires_at"]


def test_a_key_is_for_the_subject_and_the_organisation_that_were_named() -> None:
    world = World()
    keys = f"{V1}/keys"
    admin = world.client.post(keys, json={"role": "admin", "name": "x"})
    assert (admin.status_code, admin.json["organisation"]) == (201, None)
    body = {"role": "candidate", "name": "x", "subject": "ann", "organisation": "acme"}
    anns = world.client_with(admin.json["key"]).post(keys, json=body).json["key"]
    assert world.client_with(anns).get(f"{V1}/me").json | {"key": ""} == {
        "role": "candidate",
        "organisation": "acme",
        "subject": "ann",
        "key": "",
        "invitation": None,
    }


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (datetime(2130, 1, 1, tzinfo=AHEAD), "2129-12-31T22:00:00.000Z"),
        (LAST, "9999-12-31T23:59:59.000Z"),
    ],
)
def test_a_key_that_was_kept_with_another_zone_is_told_in_utc_too(kept: datetime, told: str) -> None:
    """As earlier versions kept it."""
    world = World()
    made = make(world, None)

    def older(key: Key) -> Key:
        return replace(key, expires_at=kept)

    world.store.keys.update(made.json["id"], older)
    client = world.client_of(Role.MANAGER, "default")
    assert client.get(f"{V1}/keys/{made.json['id']}").json["expires_at"] == told
