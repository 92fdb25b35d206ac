"""What people of one organisation can do to another one, or learn of it: nothing. Nor do judge and strangers mix."""

from typing import Any

import pytest

from judge.domain.access import SHARED, Caller, Reach, Role, Scope
from judge.domain.errors import Conflict
from judge.domain.quotas import QUOTAS
from judge.domain.version import VersionState
from judge.service.rejudges import MOST, NewRejudge
from judge.service.uploads import Upload
from judge.service.versions import MOST as MOST_CHECKS
from tests.fakes.exam import V1, Exam
from tests.fakes.versions import known_package
from tests.fakes.world import World
from tests.unit.rejudge_sample import ACME, Staged
from tests.unit.role_samples import SAMPLES, Owner
from tests.unit.test_roles import CALLS

BODY = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}
URL = f"{V1}/submissions"
BY_ID = {
    name: prefix
    for name in CALLS
    for prefix in ("submissions", "keys", "assessments", "invitations", "rejudges", "webhooks")
    if name.startswith(f"GET {V1}/{prefix}/{{")
}


def test_a_namesake_in_another_organisation_is_somebody_else() -> None:
    world = World()
    acme, other = (world.client_of(Role.CANDIDATE, each, "ada") for each in ("acme", "other"))
    sent = acme.post(URL, json=BODY, headers={"Idempotency-Key": "first"}).json["id"]
    assert other.get(URL).json["submissions"] == []
    assert other.get(URL, query_string={"owner": "ada"}).json["submissions"] == []
    assert other.get(f"{URL}/{sent}").status_code == 404


def test_an_idempotency_key_is_that_of_a_person_in_one_organisation() -> None:
    world = World()
    acme, other = (world.client_of(Role.CANDIDATE, each, "ada") for each in ("acme", "other"))
    headers = {"Idempotency-Key": "first"}
    sent = acme.post(URL, json=BODY, headers=headers)
    assert acme.post(URL, json=BODY, headers=headers).json["id"] == sent.json["id"]
    assert other.post(URL, json=BODY, headers=headers).json["id"] != sent.json["id"]
    changed = {**BODY, "files": {"main.py": "print(4)"}}
    assert other.post(URL, json=changed, headers={"Idempotency-Key": "second"}).status_code == 202
    assert acme.post(URL, json=BODY, headers={"Idempotency-Key": "second"}).status_code == 202


def test_an_idempotency_key_is_no_colleagues() -> None:
    world = World()
    ann, bob = (world.client_of(Role.CANDIDATE, "acme", each) for each in ("ann", "bob"))
    sent = [each.post(URL, json=BODY, headers={"Idempotency-Key": "first"}).json["id"] for each in (ann, bob)]
    assert len(set(sent)) == 2
    assert bob.get(f"{URL}/{sent[1]}").status_code == 200


def test_quotas_are_those_of_a_person_in_one_organisation() -> None:
    world = World(queue_limit=1000)
    acme, other = (world.client_of(Role.CANDIDATE, each, "ada") for each in ("acme", "other"))
    for _ in range(QUOTAS[Role.CANDIDATE].submissions_per_minute):
        acme.post(URL, json=BODY)
    assert acme.post(URL, json=BODY).status_code == 429
    assert other.post(URL, json=BODY).status_code == 202


def test_nobody_gets_in_the_way_of_a_rejudge_by_an_idempotency_key() -> None:
    staged = Staged(1)
    rejudge = staged.begin()
    impostor = staged.world.client_of(Role.CANDIDATE, "acme", "rejudge")
    key = f"{rejudge}-{staged.submissions[0]}"
    assert impostor.post(URL, json=BODY, headers={"Idempotency-Key": key}).status_code == 202
    staged.step()
    assert len(staged.shadows()) == 1


def test_an_admin_sees_namesakes_of_two_organisations_as_two_people() -> None:
    world = World()
    for organisation in ("acme", "other"):
        world.finish(world.client_of(Role.CANDIDATE, organisation, "ada").post(URL, json=BODY).json["id"])
    path = f"{V1}/challenges/adder/results"

    def people(role: Role, organisation: str) -> set[str]:
        return {row["person"] for row in world.client_of(role, organisation).get(path).json["rows"]}

    assert people(Role.ADMIN, SHARED) == {"acme/ada", "other/ada"}
    assert people(Role.MANAGER, "acme") == {"ada"}


@pytest.mark.parametrize("name", BY_ID)
def test_what_is_another_organisations_is_refused_in_the_words_for_what_is_not_there(name: str) -> None:
    world = World()
    key = world.key(Role.MANAGER, "acme", "boss")
    path, options = SAMPLES[name](world, Owner("bob", "other"))
    theirs = path.removeprefix(f"{V1}/{BY_ID[name]}/").partition("/")[0].partition("?")[0]
    nobodys = theirs[:-1] + ("2" if theirs[-1] != "2" else "3")

    def refused(of: str) -> Any:
        answer = world.client_with(key).get(path.replace(theirs, of), **options)
        return answer.status_code, answer.text.replace(of, "ID"), sorted(answer.headers.keys())

    assert refused(theirs) == refused(nobodys)
    assert refused(theirs)[0] == 404


def test_an_admins_key_belongs_to_no_organisation() -> None:
    world = World()
    admin = world.client_of(Role.ADMIN, SHARED)
    refused = admin.post(f"{V1}/keys", json={"role": "admin", "name": "x", "organisation": "acme"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "organisation")


def test_a_rejudge_of_everybodys_submissions_is_no_managers_to_see_whoever_began_it() -> None:
    staged = Staged(1)
    admin = Scope(Caller(role=Role.ADMIN, organisation="acme"), Reach.ALL)  # as keys of before could be
    new = NewRejudge(challenge="adder", reason="a test was wrong")
    rejudge = staged.world.cases.rejudges.begin(new, admin).rejudge.id
    meg = staged.world.client_of(Role.MANAGER, "acme", "meg")
    assert meg.get(f"{V1}/rejudges/{rejudge}").status_code == 404
    assert staged.world.cases.rejudges.page(ACME, "", 50).values == ()


def test_an_attempt_that_a_lost_worker_began_costs_one_when_it_is_cancelled() -> None:
    exam = Exam(attempts=1)
    went = exam.candidate()
    sent = went.submit().json["id"]
    store = exam.world.store
    lease = store.leases.claim(store.submissions.get(sent).queue, "w1", 60)
    assert lease is not None
    store.leases.give_back(lease)  # some of its tests may have been seen
    assert went.client.post(f"{URL}/{sent}/cancel").status_code == 200
    assert went.submit().json["code"] == "attempts_exhausted"
    assert went.mine["challenges"][0]["attempts"] == {"used": 1, "left": 0, "pending": 0}


def test_whatever_makes_the_judge_work_or_send_is_metered() -> None:
    world = World()
    boss = world.client_of(Role.MANAGER, "acme", "boss")
    hook = boss.post(f"{V1}/webhooks", json={"url": "https://receiver.example.com/hook"}).json["id"]
    for _ in range(QUOTAS[Role.MANAGER].tasks_per_minute):
        assert boss.post(f"{V1}/webhooks/{hook}/test").status_code == 202
    [delivery, *_] = boss.get(f"{V1}/webhooks/{hook}/deliveries").json["deliveries"]
    for path, body in (
        ("rejudges", {"challenge": "adder", "reason": "once more"}),
        (f"webhooks/{hook}/test", None),
        (f"webhooks/{hook}/deliveries/{delivery['id']}/resend", None),
    ):
        refused = boss.post(f"{V1}/{path}", **({"json": body} if body else {}))
        assert (refused.status_code, refused.json["code"]) == (429, "quota_exceeded"), path
    assert boss.get(f"{V1}/challenges/adder/similarity").status_code == 429


def test_looking_at_a_comparison_again_is_free() -> None:
    world = World()
    boss = world.client_of(Role.MANAGER, "acme", "boss")
    for _ in range(QUOTAS[Role.MANAGER].tasks_per_minute + 1):
        assert boss.get(f"{V1}/challenges/adder/similarity").status_code == 200


def test_the_rejudges_of_one_organisation_do_not_keep_the_judge_from_all_others() -> None:
    staged = Staged(1)
    body = {"challenge": "adder", "reason": "once more"}
    clients = {each: staged.world.client_of(Role.MANAGER, each, "boss") for each in ("acme", "other")}
    begun = [clients["acme"].post(f"{V1}/rejudges", json=body) for _ in range(MOST)]
    assert {each.status_code for each in begun} == {202}
    assert clients["acme"].post(f"{V1}/rejudges", json=body).json["code"] == "conflict"
    assert clients["other"].post(f"{V1}/rejudges", json=body).status_code == 202
    staged.step()
    assert clients["acme"].post(f"{V1}/rejudges", json=body).status_code == 202


def test_the_checks_of_one_organisation_do_not_keep_the_judge_from_all_others() -> None:
    world = World()
    acme, other = (
        Scope(Caller(role=Role.MANAGER, organisation=each), Reach.ORGANISATION) for each in ("acme", "other")
    )

    def published(challenge: str, by: Scope) -> VersionState:
        files = known_package(challenge)
        return world.cases.uploads.upload(Upload(files=files, publish=True), by).version.state

    for number in range(MOST_CHECKS):
        assert published(f"acme-{number}", acme) is VersionState.CHECKING
    with pytest.raises(Conflict, match="version 1 stays draft"):
        published("acme-last", acme)
    assert world.cases.versions.publish("acme-0", 1, acme).version.state is VersionState.CHECKING
    assert published("others", other) is VersionState.CHECKING
    world.cases.versions.cancel("acme-0", 1, acme)
    assert world.cases.versions.publish("acme-last", 1, acme).version.state is VersionState.CHECKING
