"""Challenge packages over HTTP: what is taken, what is refused and why, and who sees what of it."""

import io
import tarfile
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from judge.archives.packing import make_archive
from judge.domain.access import SHARED, Role
from judge.packages.version import content_hash
from tests.fakes.versions import a_gate, grade_known, known_package
from tests.fakes.world import SECRET, World
from tests.unit.archive_samples import make_zip

V1 = "/api/v1/challenges"
ONE = f"{V1}/multiplier/versions"


@pytest.fixture
def world() -> World:
    return World()


def post(client: FlaskClient, archive: bytes, path: str = V1, **fields: str) -> TestResponse:
    return client.post(path, data={"archive": (io.BytesIO(archive), "package.zip"), **fields})


def manager(world: World, organisation: str = "acme") -> FlaskClient:
    return world.client_of(Role.MANAGER, organisation)


def publish(world: World, client: FlaskClient, files: Mapping[str, bytes]) -> Any:
    answer = post(client, make_archive(files), publish="true")
    assert answer.status_code == 201, answer.text
    gate = a_gate(world)
    for _ in range(3):
        gate()
        grade_known(world)
    return client.get(answer.headers["Location"]).json


def test_an_upload_is_a_draft_that_candidates_do_not_get(world: World) -> None:
    client = manager(world)
    answer = post(client, make_zip(known_package()))
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{ONE}/1"
    assert answer.json == client.get(f"{ONE}/1").json
    assert (answer.json["state"], answer.json["organisation"], answer.json["check"]) == ("draft", "acme", None)
    assert answer.json["created_by"] is not None
    candidate = world.client_of(Role.CANDIDATE)
    for who in (client, candidate):
        assert who.get(f"{V1}/multiplier").status_code == 404
        assert "multiplier" not in who.get(V1).text
    body = {"challenge": "multiplier", "runtime": "python", "files": {"main.py": "print(3)"}}
    assert candidate.post("/api/v1/submissions", json=body).json["code"] == "unknown_challenge"


def test_a_published_version_is_there_for_its_organisation_only(world: World) -> None:
    found = publish(world, manager(world), known_package())
    assert (found["state"], found["problem"]) == ("published", None)
    assert [row["ok"] for row in found["check"]["known"]] == [True, True]
    ours, theirs = world.client_of(Role.CANDIDATE, "acme"), world.client_of(Role.CANDIDATE, "other")
    shown = ours.get(f"{V1}/multiplier")
    assert shown.json["version"] == 1
    assert SECRET not in shown.text
    assert theirs.get(f"{V1}/multiplier").status_code == 404
    body = {"challenge": "multiplier", "runtime": "python", "files": {"main.py": "print(3)"}}
    assert ours.post("/api/v1/submissions", json=body).status_code == 202
    assert theirs.post("/api/v1/submissions", json=body).json["code"] == "unknown_challenge"


def test_known_submissions_are_read_by_managers_of_the_challenge_and_by_no_one_else(world: World) -> None:
    client = manager(world)
    row = publish(world, client, known_package())["check"]["known"][0]
    url = row["first"]["url"]
    assert client.get(url).json["verdict"] == "accepted"
    for stranger in (
        world.client_of(Role.CANDIDATE, "acme", "ann"),
        world.client_of(Role.CI, "acme"),
        manager(world, "other"),
    ):
        assert stranger.get(url).status_code == 404
        assert stranger.get("/api/v1/submissions").json["submissions"] == []
    assert client.get("/api/v1/submissions").json["submissions"] == []


def test_the_same_content_is_the_same_version_however_it_is_packed(world: World) -> None:
    client = manager(world)
    files = known_package()
    inside = {f"my-folder/{path}": text for path, text in files.items()}
    litter = {"my-folder/.DS_Store": b"x", "__MACOSX/._x": b"x", "my-folder/a/__pycache__/b.cpython.pyc": b"x"}
    answers = [post(client, each) for each in (make_zip(files), make_archive(inside), make_zip({**inside, **litter}))]
    assert [answer.json["number"] for answer in answers] == [1, 1, 1]
    assert {answer.json["package"] for answer in answers} == {content_hash(files)}
    assert post(client, make_zip(known_package(**{"statement.md": b"# More\n"}))).json["number"] == 2
    assert post(client, make_zip(files)).json["number"] == 1
    listed = client.get(ONE).json
    assert [(each["number"], each["state"]) for each in listed["versions"]] == [(2, "draft"), (1, "draft")]


def test_all_problems_are_told_at_once_and_nothing_is_kept(world: World) -> None:
    client = manager(world)
    files = known_package(**{"stages/cases/hidden/3.in": b"1 1\n"})
    files["challenge.yaml"] = files["challenge.yaml"].replace(b"difficulty: easy", b"difficulty: hardest")
    del files["statement.md"]
    refused = post(client, make_zip(files))
    assert (refused.status_code, refused.json["code"]) == (422, "invalid_package")
    fields = {problem["field"] for problem in refused.json["errors"]}
    assert fields == {"challenge.yaml: difficulty", "statement.md", "stages/cases/hidden/3.in"}
    report = post(client, make_zip(files), f"{V1}/check")
    assert (report.status_code, report.json["ok"]) == (200, False)
    assert report.json["problems"] == refused.json["errors"]
    assert world.store.versions.count() == 0
    assert client.get(ONE).status_code == 404


def test_a_check_of_a_sound_package_says_so_and_keeps_nothing(world: World) -> None:
    client = manager(world)
    sound = {"ok": True, "challenge": "multiplier", "problems": [], "before_publishing": []}
    inside = {f"my-folder/{path}": text for path, text in known_package().items()}
    for files in (known_package(), inside):
        assert post(client, make_zip(files), f"{V1}/check").json == sound
    bare = {path: text for path, text in known_package().items() if not path.startswith("submissions/")}
    (missing,) = post(client, make_zip(bare), f"{V1}/check").json["before_publishing"]
    assert missing["field"] == "submissions"
    assert client.get(ONE).status_code == 404


def test_what_is_no_archive_is_told_by_both_calls(world: World) -> None:
    client = manager(world)
    for path in (V1, f"{V1}/check"):
        refused = post(client, b"hello", path).json
        assert (refused["code"], refused["errors"][0]["field"]) == ("invalid_archive", "archive")
        missing = client.post(path, data={"archive": ""}, content_type="multipart/form-data")
        assert (missing.status_code, missing.json["errors"][0]["field"]) == (422, "archive")
        assert client.post(path, json={}).status_code == 415
        broken = client.post(path, data=b"--x", content_type="multipart/form-data")
        assert broken.json["code"] == "malformed_multipart"
    wrong = post(client, make_zip(known_package()), publish="perhaps", colour="red").json
    assert {problem["field"] for problem in wrong["errors"]} == {"publish", "colour"}


def test_a_package_may_be_larger_than_a_submission_and_not_larger_than_its_own_limit(world: World) -> None:
    client = manager(world)
    incompressible = {f"stages/cases/hidden/{at}.{end}": _noise(at) for at in range(10, 30) for end in ("in", "ans")}
    large = make_zip(known_package(**incompressible))
    assert len(large) > 2 * world.app.config["MAX_CONTENT_LENGTH"]
    assert post(client, large).status_code == 201
    submission = client.post("/api/v1/submissions", data={"archive": (io.BytesIO(large), "s.zip")})
    assert submission.status_code == 413
    world.cases.max_package_bytes = len(large) - 100_000
    for path in (V1, f"{V1}/check"):
        assert post(client, large, path).status_code == 413


def _noise(seed: int) -> bytes:
    return bytes((seed * 7919 + at * at * 31 + (at * 104729 >> 7)) % 251 for at in range(6000))


def test_tests_may_be_monotonous(world: World) -> None:
    files = known_package(**{"stages/cases/hidden/3.in": b"1 2\n" * 500_000, "stages/cases/hidden/3.ans": b"3\n"})
    assert post(manager(world), make_zip(files)).status_code == 201


def test_an_id_that_is_not_ones_own_is_refused_with_the_reason(world: World) -> None:
    post(manager(world), make_zip(known_package()))
    taken = post(manager(world, "other"), make_zip(known_package(**{"statement.md": b"# Mine\n"})))
    assert (taken.status_code, taken.json["code"]) == (409, "id_taken")
    assert "another organisation's" in taken.json["detail"]
    assert "acme" not in taken.text
    shared = post(manager(world), make_zip(known_package("adder")))
    assert (shared.status_code, shared.json["code"]) == (409, "id_taken")
    assert "for all" in shared.json["detail"]
    report = post(manager(world), make_zip(known_package("adder")), f"{V1}/check").json
    assert [problem["field"] for problem in report["problems"]] == ["challenge.yaml: id"]


def test_a_managers_challenge_is_their_organisations_and_an_admins_is_for_all_or_whose_they_say(world: World) -> None:
    assert post(manager(world), make_zip(known_package("one")), organisation="acme").json["organisation"] == "acme"
    foreign = post(manager(world), make_zip(known_package("two")), organisation="other")
    assert (foreign.status_code, foreign.json["errors"][0]["field"]) == (422, "organisation")
    admin = world.client_of(Role.ADMIN, SHARED)
    assert post(admin, make_zip(known_package("three"))).json["organisation"] is None
    assert post(admin, make_zip(known_package("four")), organisation="acme").json["organisation"] == "acme"
    changed = known_package("one", **{"statement.md": b"# By an admin\n"})
    assert post(admin, make_zip(changed)).json["organisation"] == "acme"
    assert post(admin, make_zip(changed), organisation="other").json["code"] == "id_taken"


def test_a_challenge_that_is_there_for_all_is_read_by_managers_and_changed_by_admins(world: World) -> None:
    admin, client = world.client_of(Role.ADMIN, SHARED), manager(world)
    publish(world, admin, known_package("shared"))
    path = f"{V1}/shared/versions/1"
    assert client.get(path).status_code == 200
    assert client.get(f"{path}/package").status_code == 200
    for change in (f"{path}/publish", f"{path}/cancel", f"{path}/reinstate", f"{V1}/shared/withdraw"):
        assert client.post(change).json["code"] == "forbidden"
    assert admin.post(f"{V1}/shared/withdraw").status_code == 200


def test_a_package_comes_back_as_it_was_sent(world: World) -> None:
    client = manager(world)
    post(client, make_zip(known_package()))
    answer = client.get(f"{ONE}/1/package")
    assert answer.content_type == "application/gzip"
    with tarfile.open(fileobj=io.BytesIO(answer.data)) as archive:
        found = {entry.name: archive.extractfile(entry).read() for entry in archive}  # type: ignore[union-attr]  # files only
    assert found == known_package()
    assert post(client, answer.data).json["number"] == 1


def test_a_withdrawn_challenge_is_gone_for_candidates_and_comes_back(world: World) -> None:
    client = manager(world)
    publish(world, client, known_package())
    waiting = world.submit(challenge="multiplier")
    withdrawn = client.post(f"{V1}/multiplier/withdraw")
    assert (withdrawn.status_code, withdrawn.json["state"]) == (200, "retired")
    candidate = world.client_of(Role.CANDIDATE)
    assert candidate.get(f"{V1}/multiplier").status_code == 404
    assert client.post(f"{V1}/multiplier/withdraw").json["code"] == "conflict"
    assert world.finish(waiting).state == "finished"
    assert client.post(f"{ONE}/1/reinstate").json["state"] == "published"
    assert candidate.get(f"{V1}/multiplier").status_code == 200
    client.post(f"{V1}/multiplier/withdraw")
    again = post(client, make_zip(known_package()), publish="true")
    assert (again.json["number"], again.json["state"]) == (1, "published")


def test_what_was_never_published_is_not_reinstated(world: World) -> None:
    client = manager(world)
    post(client, make_zip(known_package()))
    refused = client.post(f"{ONE}/1/reinstate")
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert "never published" in refused.json["detail"]


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "01x", "9999999", "٣", "1.0"])
def test_a_version_that_is_not_there_is_not_found(world: World, number: str) -> None:
    client = manager(world)
    post(client, make_zip(known_package()))
    for path in (f"{ONE}/{number}", f"{ONE}/{number}/package"):
        assert client.get(path).status_code == 404
    for name in ("publish", "cancel", "reinstate"):
        assert client.post(f"{ONE}/{number}/{name}").status_code == 404


def test_versions_come_in_pages(world: World) -> None:
    client = manager(world)
    for number in range(5):
        post(client, make_zip(known_package(**{"statement.md": b"# %d\n" % number})))
    seen, cursor = [], 0
    while True:
        page = client.get(ONE, query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
        seen.append([each["number"] for each in page["versions"]])
        cursor = page["cursor"]
        if cursor is None:
            break
    assert seen == [[5, 4], [3, 2], [1]]
    assert client.get(f"{ONE}?limit=0").status_code == 422
    assert client.get(f"{ONE}?cursor=x").status_code == 422


def test_uploads_count_against_the_quota(world: World) -> None:
    client = manager(world)
    archive = make_zip({"x": b""})
    codes = {post(client, archive, f"{V1}/check").status_code for _ in range(601)}
    assert codes == {200, 429}


def test_who_changed_a_version_is_in_the_audit_log(world: World) -> None:
    client = manager(world)
    publish(world, client, known_package())
    client.post(f"{ONE}/1/reinstate")
    actions = [entry.action for entry in world.store.audit.entries]
    assert actions == [
        "POST /api/v1/challenges",
        "POST /api/v1/challenges/<challenge_id>/versions/<number>/reinstate",
    ]


def test_a_challenge_has_no_id_that_is_a_word_of_the_api(world: World) -> None:
    client = manager(world)
    (problem,) = post(client, make_zip(known_package("check"))).json["errors"]
    assert problem["field"] == "challenge.yaml: id"
    refused = client.get(f"{V1}/check")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
    assert post(client, make_zip(known_package("checks"))).status_code == 201
    assert client.get(f"{V1}/checks/versions").status_code == 200
