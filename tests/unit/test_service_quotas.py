import io

import pytest

from judge.domain.access import Role
from judge.domain.quotas import QUOTAS
from tests.fakes.versions import known_package
from tests.fakes.world import World
from tests.unit.archive_samples import make_zip

BODY = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}
URL = "/api/v1/submissions"


def test_who_has_as_many_pending_as_they_may_waits_for_one_of_them() -> None:
    world = World()
    ann, bob = (world.client_of(Role.CANDIDATE, subject=name) for name in ("ann", "bob"))
    most = QUOTAS[Role.CANDIDATE].pending
    ids = [ann.post(URL, json=BODY).json["id"] for _ in range(most)]
    refused = ann.post(URL, json=BODY)
    assert (refused.status_code, refused.json["code"]) == (429, "quota_exceeded")
    assert int(refused.headers["Retry-After"]) > 0
    assert bob.post(URL, json=BODY).status_code == 202
    world.finish(ids[0])
    assert ann.post(URL, json=BODY).status_code == 202


def test_a_second_key_of_the_same_person_has_no_quota_of_its_own() -> None:
    world = World()
    for number in range(QUOTAS[Role.CANDIDATE].pending):
        world.client_of(Role.CANDIDATE, subject="ann").post(URL, json={**BODY, "files": {"main.py": str(number)}})
    assert world.client_of(Role.CANDIDATE, subject="ann").post(URL, json=BODY).status_code == 429


def test_submissions_a_minute_are_counted_whether_they_are_taken_or_not() -> None:
    world = World()
    ann = world.client_of(Role.CANDIDATE, subject="ann")
    for _ in range(QUOTAS[Role.CANDIDATE].submissions_per_minute):
        assert ann.post(URL, json={**BODY, "runtime": "cobol"}).status_code == 422
    refused = ann.post(URL, json=BODY)
    assert (refused.status_code, refused.json["code"]) == (429, "quota_exceeded")
    assert refused.headers["Retry-After"] == "30"


@pytest.mark.parametrize(
    ("role", "url", "each"),
    [
        (Role.CANDIDATE, URL, QUOTAS[Role.CANDIDATE].submissions_per_minute),
        (Role.MANAGER, "/api/v1/challenges", QUOTAS[Role.MANAGER].submissions_per_minute),
        (Role.MANAGER, "/api/v1/challenges/check", QUOTAS[Role.MANAGER].submissions_per_minute),
    ],
)
def test_an_archive_is_counted_before_it_is_unpacked(role: Role, url: str, each: int) -> None:
    """Unpacking costs more than anything else that the API does: a flood of broken archives was free."""
    ann = World().client_of(role, subject="ann")

    def sent() -> str:
        fields = {"challenge": "adder", "runtime": "python"} if url == URL else {}
        data = {**fields, "archive": (io.BytesIO(b"\x1f\x8bbroken"), "s.tgz")}
        return str(ann.post(url, data=data, content_type="multipart/form-data").json["code"])

    assert {sent() for _ in range(each)} == {"invalid_archive"}
    assert sent() == "quota_exceeded"


@pytest.mark.parametrize("role", [Role.ADMIN])
def test_an_admin_may_send_anything(role: Role) -> None:
    world = World(queue_limit=10_000)
    client = world.client_of(role, "")
    for _ in range(QUOTAS[Role.CANDIDATE].submissions_per_minute * 2):
        assert client.post(URL, json=BODY).status_code == 202


def test_bytes_an_hour_are_counted() -> None:
    world = World()
    ann = world.client_of(Role.CANDIDATE, subject="ann")
    rate = QUOTAS[Role.CANDIDATE].mib_per_hour * 1024 * 1024
    world.parts.rates.counted["bytes acme/ann", f"{rate}/hour"] = rate - 5
    refused = ann.post(URL, json=BODY)
    assert (refused.status_code, refused.json["code"]) == (429, "quota_exceeded")
    assert "bytes an hour" in refused.json["detail"]


def test_the_bytes_of_packages_are_counted_whether_they_are_kept_or_only_checked() -> None:
    world = World()
    boss = world.client_of(Role.MANAGER, subject="boss")
    rate = QUOTAS[Role.MANAGER].mib_per_hour * 1024 * 1024
    world.parts.rates.counted["bytes acme/boss", f"{rate}/hour"] = rate - 5
    for path in ("/api/v1/challenges", "/api/v1/challenges/check"):
        refused = boss.post(path, data={"archive": (io.BytesIO(make_zip(known_package())), "p.zip")})
        assert (refused.status_code, refused.json["code"]) == (429, "quota_exceeded")
        assert "bytes an hour" in refused.json["detail"]
    assert world.store.versions.count() == 0


def test_what_all_of_one_organisation_send_in_a_day_is_bounded() -> None:
    world = World()
    rate = world.parts.organisation_mib_per_day * 1024 * 1024
    world.parts.rates.counted["organisation acme", f"{rate}/day"] = rate - 20
    ann, bob = (world.client_of(Role.CANDIDATE, subject=name) for name in ("ann", "bob"))
    assert ann.post(URL, json=BODY).status_code == 202
    for client in (ann, bob, world.client_of(Role.MANAGER, subject="boss"), world.client_of(Role.CI, subject="ci")):
        refused = client.post(URL, json={**BODY, "files": {"main.py": "print(33333333)"}})
        assert (refused.status_code, refused.json["code"]) == (429, "quota_exceeded")
        assert "all of your organisation together" in refused.json["detail"]
    assert world.client_of(Role.CANDIDATE, "other", "ann").post(URL, json=BODY).status_code == 202
