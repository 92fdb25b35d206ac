"""Webhooks over HTTP: what is refused and why, and that secrets are shown once."""

from typing import Any

import pytest

from judge.domain.access import Role
from judge.service.webhooks import MOST
from tests.fakes.office import URL, Office

ROOT = "/api/v1/webhooks"


@pytest.fixture
def office() -> Office:
    return Office()


def make(office: Office, **more: Any) -> Any:
    return office.client_of(Role.MANAGER).post(ROOT, json={"url": URL, **more})


def test_a_new_webhook_is_the_organisations_and_wants_everything(office: Office) -> None:
    made = make(office)
    assert made.status_code == 201
    assert made.headers["Location"] == f"{ROOT}/{made.json['id']}"
    assert made.json["organisation"] == "acme"
    assert made.json["events"] == ["submission.finished", "submission.cancelled"]
    assert made.json["secret"].startswith("whsec_")


def test_a_secret_is_shown_once(office: Office) -> None:
    made = make(office).json
    manager = office.client_of(Role.MANAGER)
    rotated = manager.post(f"{ROOT}/{made['id']}/rotate").json
    assert rotated["secret"].startswith("whsec_")
    assert rotated["old_secret_until"]
    answers = [
        manager.get(ROOT),
        manager.get(f"{ROOT}/{made['id']}"),
        manager.post(f"{ROOT}/{made['id']}/test"),
        manager.get(f"{ROOT}/{made['id']}/deliveries"),
        manager.patch(f"{ROOT}/{made['id']}", json={"name": "x"}),
        office.client_of(Role.ADMIN, "").get("/api/v1/audit"),
        manager.delete(f"{ROOT}/{made['id']}"),
    ]
    for answer in answers:
        assert answer.status_code in (200, 202)
        assert "whsec_" not in answer.text
        for secret in (made["secret"], rotated["secret"]):
            assert secret not in answer.text
    assert "whsec_" not in repr(office.store.hooks.everything())


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"url": "http://receiver.example.com/"}, "url"),
        ({"url": ""}, "url"),
        ({"url": 5}, "url"),
        ({"events": []}, "events"),
        ({"events": ["submission.exploded"]}, "events"),
        ({"events": "submission.finished"}, "events"),
        ({"name": "x" * 101}, "name"),
        ({"organisation": "other"}, "organisation"),
        ({"organisation": "Not A Name"}, "organisation"),
        ({"secret": "whsec_mine"}, "secret"),
    ],
)
def test_what_cannot_be_taken_is_told_by_field(office: Office, sent: dict[str, Any], field: str) -> None:
    answer = make(office, **sent)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert office.store.hooks.count() == 0


def test_an_organisation_has_so_many_and_no_more(office: Office) -> None:
    assert {make(office).status_code for _ in range(MOST)} == {201}
    assert make(office).status_code == 409
    assert office.client_of(Role.MANAGER, "other").post(ROOT, json={"url": URL}).status_code == 201


def test_an_admin_makes_one_for_any_organisation_or_for_none(office: Office) -> None:
    admin = office.client_of(Role.ADMIN, "")
    assert admin.post(ROOT, json={"url": URL, "organisation": "acme"}).json["organisation"] == "acme"
    assert admin.post(ROOT, json={"url": URL}).json["organisation"] is None
    listed = office.client_of(Role.MANAGER).get(ROOT).json["webhooks"]
    assert [each["organisation"] for each in listed] == ["acme"]


def test_a_change_keeps_what_is_not_given_and_the_secret(office: Office) -> None:
    made = make(office, name="CI").json
    manager = office.client_of(Role.MANAGER)
    changed = manager.patch(f"{ROOT}/{made['id']}", json={"events": ["submission.cancelled"]}).json
    assert (changed["name"], changed["url"], changed["events"]) == ("CI", URL, ["submission.cancelled"])
    assert office.store.hooks.get(made["id"]).secret == made["secret"]
    for wrong in ({"url": "http://x.example.com"}, {"events": []}, {"enabled": False}):
        assert manager.patch(f"{ROOT}/{made['id']}", json=wrong).status_code == 422


def test_a_webhook_that_is_off_sends_nothing_until_it_is_on(office: Office) -> None:
    made = make(office).json
    manager = office.client_of(Role.MANAGER)
    assert manager.post(f"{ROOT}/{made['id']}/disable").json["enabled"] is False
    assert manager.post(f"{ROOT}/{made['id']}/test").status_code == 409
    office.ended()
    office.run()
    assert office.post.sent == []
    assert manager.post(f"{ROOT}/{made['id']}/enable").json["enabled"] is True
    assert manager.post(f"{ROOT}/{made['id']}/test").status_code == 202
    office.run()
    assert len(office.post.sent) == 1


def test_the_log_tells_each_try_and_is_paged(office: Office) -> None:
    made = make(office).json
    manager = office.client_of(Role.MANAGER)
    submissions = [office.ended() for _ in range(3)]
    office.run()
    first = manager.get(f"{ROOT}/{made['id']}/deliveries?limit=2").json
    second = manager.get(f"{ROOT}/{made['id']}/deliveries?limit=2&cursor={first['cursor']}").json
    found = [*first["deliveries"], *second["deliveries"]]
    assert {each["submission"] for each in found} == set(submissions)
    assert second["cursor"] is None
    assert [(each["state"], each["attempts"][0]["status"]) for each in found] == [("delivered", 200)] * 3


def test_a_delivery_of_another_webhook_is_not_there(office: Office) -> None:
    mine, other = make(office).json, make(office).json
    manager = office.client_of(Role.MANAGER)
    delivery = manager.post(f"{ROOT}/{other['id']}/test").json["id"]
    assert manager.post(f"{ROOT}/{mine['id']}/deliveries/{delivery}/resend").status_code == 404
    assert manager.post(f"{ROOT}/{mine['id']}/deliveries/none/resend").status_code == 404
