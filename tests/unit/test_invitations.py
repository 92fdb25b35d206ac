"""Invitations as managers see them."""

import re
from contextlib import suppress
from itertools import count

import pytest

from judge.domain.access import EVERYTHING, SHARED, Role
from judge.domain.assessment import Invitation
from judge.service.invitations import Guest
from tests.fakes.exam import V1, Exam, stamp
from tests.fakes.fuse import Fuse, Killed
from tests.fakes.world import World


def test_a_link_is_shown_once_and_its_secret_kept_nowhere() -> None:
    exam = Exam()
    made = exam.invite(email="ann@example.org")
    found = re.fullmatch(r"http://localhost/join/([0-9A-Z]{26})_([A-Za-z0-9_-]{32})", made["link"])
    assert found
    assert found[1] == made["id"]
    assert found[2] not in repr(exam.world.store.invitations.everything())
    later = exam.about(made["id"]).json
    assert later == {name: value for name, value in made.items() if name != "link"}
    assert (later["state"], later["joined_at"], later["key"]) == ("invited", None, None)


def test_the_link_leads_where_the_server_is_said_to_be() -> None:
    exam = Exam()
    exam.world.cases.url = "https://judge.example.org"
    assert exam.invite()["link"].startswith("https://judge.example.org/join/")


def test_many_are_invited_in_one_request_all_or_none() -> None:
    exam = Exam()
    path = f"{V1}/assessments/{exam.id}/invitations"
    exam.invite(email="Cem@Example.org")
    guests = [{"name": "Bo", "email": "bo@example.org"}, {"name": "B", "email": "BO@example.org"}, {"name": "Di"}]
    refused = exam.manager.post(path, json={"invitations": [*guests, {"name": "C", "email": "cem@example.org"}]})
    assert [each["field"] for each in refused.json["errors"]] == ["invitations[1].email", "invitations[3].email"]
    assert len(exam.manager.get(path).json["invitations"]) == 1
    made = exam.manager.post(path, json={"invitations": [guests[0], guests[2], {"name": "Di"}]}).json["invitations"]
    assert [each["name"] for each in made] == ["Bo", "Di", "Di"]
    assert len({each["link"] for each in made}) == 3
    first = exam.manager.get(f"{path}?limit=3").json
    rest = exam.manager.get(f"{path}?limit=3&cursor={first['cursor']}").json
    assert len({each["id"] for each in (*first["invitations"], *rest["invitations"])}) == 4
    assert rest["cursor"] is None
    for wrong in ({"invitations": []}, {"invitations": [{"name": "x"}] * 101}, {"invitations": [{"name": ""}]}, {}):
        assert exam.manager.post(path, json=wrong).status_code == 422


@pytest.mark.parametrize("after", [False, True])
def test_all_or_none_are_invited_wherever_it_ends_on_the_way(after: bool) -> None:
    guests = [Guest(name="A", email="a@example.org"), Guest(name="B"), Guest(name="C", email="c@example.org")]
    for at in count(1):
        exam, fuse = Exam(), Fuse(at, after=after)
        cases, shelf = exam.world.cases.invitations, exam.world.store.invitations
        cases._shelf = fuse.around(shelf)
        with suppress(Killed):
            cases.invite(exam.id, guests, EVERYTHING)
        assert shelf.count() in (0, 3)
        cases._shelf = shelf
        if shelf.count() == 0:
            assert len(cases.invite(exam.id, guests, EVERYTHING)) == 3
        if not fuse.blown:
            assert at > 2
            return


def test_of_two_who_invite_one_person_at_once_the_second_is_told() -> None:
    exam = Exam()
    path = f"{V1}/assessments/{exam.id}/invitations"
    shelf = exam.world.store.invitations
    look = shelf.everything

    def interrupted(index: str = "all") -> list[Invitation]:
        found = look(index)
        shelf.everything = look  # type: ignore[method-assign]  # interrupted
        exam.invite("Ann", email="ann@example.org")
        return found

    shelf.everything = interrupted  # type: ignore[method-assign]  # interrupted
    both = [{"name": "Bo"}, {"name": "Ann", "email": "Ann@example.org"}]
    refused = exam.manager.post(path, json={"invitations": both})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["invitations[1].email"]
    assert [each["name"] for each in exam.manager.get(path).json["invitations"]] == ["Ann"]


def test_nobody_is_invited_to_an_archived_one() -> None:
    exam = Exam()
    exam.change(archived=True)
    answer = exam.manager.post(f"{V1}/assessments/{exam.id}/invitations", json={"invitations": [{"name": "x"}]})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")


def test_a_server_without_keys_invites_nobody_since_joining_would_lock_it() -> None:
    client = World().client
    made = client.post(f"{V1}/assessments", json={"title": "Exam", "challenges": ["adder"]}).json
    assert made["organisation"] == "default"
    answer = client.post(f"{V1}/assessments/{made['id']}/invitations", json={"invitations": [{"name": "x"}]})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    assert "admin" in answer.json["detail"]


def test_the_deadline_is_the_earlier_of_duration_and_window_each_with_extra_time() -> None:
    exam = Exam(duration_s=3600, closes_at=stamp(hours=2))
    early = exam.candidate("Ann", extra_time_s=600)
    assert 4190 <= early.mine["time_left_s"] <= 4200
    exam.after(minutes=110)
    late = exam.candidate("Bo", extra_time_s=300)
    assert 890 <= late.mine["time_left_s"] <= 900
    exam.about(late.invitation, "extra-time", extra_time_s=0)
    assert 590 <= late.mine["time_left_s"] <= 600


def test_states_follow_the_clock() -> None:
    exam = Exam(duration_s=60, closes_at=stamp(hours=1))
    waits, went = exam.invite("Ann"), exam.candidate("Bo")

    def state(invitation: str) -> str:
        return str(exam.about(invitation).json["state"])

    assert (state(waits["id"]), state(went.invitation)) == ("invited", "running")
    exam.after(seconds=61)
    assert (state(waits["id"]), state(went.invitation)) == ("invited", "over")
    exam.after(hours=1)
    assert (state(waits["id"]), state(went.invitation)) == ("expired", "over")
    exam.about(waits["id"], "withdraw")
    assert state(waits["id"]) == "withdrawn"


def test_without_duration_and_window_it_ends_when_it_is_archived() -> None:
    exam = Exam()
    waits, went = exam.invite("Ann"), exam.candidate("Bo")
    assert (went.mine["deadline"], went.mine["time_left_s"]) == (None, None)
    exam.change(archived=True)
    assert went.submit().json["code"] == "deadline_passed"
    assert exam.about(waits["id"]).json["state"] == "expired"
    exam.change(archived=False)
    assert went.submit().status_code == 202


def test_who_has_begun_may_go_on_after_it_was_archived() -> None:
    exam = Exam(duration_s=600)
    went = exam.candidate()
    exam.change(archived=True)
    assert went.submit().status_code == 202


def test_a_renewed_link_gives_a_new_key_and_the_clock_goes_on() -> None:
    exam = Exam(duration_s=600)
    made = exam.invite()
    first = exam.join(made["link"])
    sent = first.submit().json["id"]
    exam.after(seconds=100)
    renewed = exam.about(made["id"], "renew").json
    assert first.client.get(f"{V1}/me").status_code == 401
    assert exam.world.app.test_client().post(f"{V1}/join", json={"token": made["link"]}).status_code == 404
    second = exam.join(renewed["link"])
    assert second.mine["joined_at"] == renewed["joined_at"]
    assert 490 <= second.mine["time_left_s"] <= 500
    assert second.client.get(f"{V1}/submissions/{sent}").status_code == 200
    assert second.mine["challenges"][0]["attempts"]["used"] == 1


def test_a_withdrawn_one_is_void_at_once_and_stays_so() -> None:
    exam = Exam()
    made = exam.invite(email="ann@example.org")
    went = exam.join(made["link"])
    sent = went.submit().json["id"]
    withdrawn = exam.about(made["id"], "withdraw").json
    assert (withdrawn["state"], went.submit().status_code) == ("withdrawn", 401)
    assert exam.about(made["id"], "withdraw").json == withdrawn
    assert exam.about(made["id"], "renew").status_code == 409
    assert exam.manager.get(f"{V1}/submissions/{sent}").status_code == 200
    assert exam.invite(email="ann@example.org")["id"] != made["id"]


def test_a_key_is_void_with_its_invitation_even_where_it_could_not_be_revoked() -> None:
    """As after a crash between the two writes."""
    exam = Exam()
    made = exam.invite()
    went = exam.join(made["link"])
    exam.world.cases.invitations._keys.end = lambda _key: None  # type: ignore[method-assign,assignment,return-value]  # as if killed before
    exam.about(made["id"], "renew")
    assert went.client.get(f"{V1}/me").status_code == 401
    assert went.client.get(f"{V1}/submissions").status_code == 401
    assert went.submit().status_code == 401
    assert went.client.get(f"{V1}/assessment").status_code == 401
    assert went.client.get(f"{V1}/challenges").status_code == 401


def test_who_lost_their_key_to_a_revocation_gets_another_by_a_new_link() -> None:
    exam = Exam(duration_s=600)
    made = exam.invite()
    went = exam.join(made["link"])
    key = exam.about(made["id"]).json["key"]
    assert exam.manager.post(f"{V1}/keys/{key}/revoke").status_code == 200
    assert went.submit().status_code == 401
    assert exam.about(made["id"]).json["state"] == "running"
    assert exam.join(exam.about(made["id"], "renew").json["link"]).submit().status_code == 202


def test_another_organisation_does_not_see_them() -> None:
    exam = Exam()
    made = exam.invite()
    stranger = exam.world.client_of(Role.MANAGER, "other")
    for call in ("", "/withdraw", "/renew"):
        method = stranger.post if call else stranger.get
        assert method(f"{V1}/invitations/{made['id']}{call}").status_code == 404
    assert exam.world.client_of(Role.ADMIN, SHARED).get(f"{V1}/invitations/{made['id']}").status_code == 200
    assert stranger.get(f"{V1}/assessments/{exam.id}/invitations").status_code == 404
    for odd in ("x" * 300, "%20", "..", "\u00e9"):
        assert exam.manager.get(f"{V1}/invitations/{odd}").status_code == 404
