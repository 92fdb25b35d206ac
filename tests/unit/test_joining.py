"""How a link becomes a key, by JSON; the page has tests of its own."""

from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from judge.domain.access import Reach, Role, Scope
from judge.domain.errors import Busy, Unavailable
from judge.service.cases import Cases
from judge.service.joining import KNOCKS
from tests.fakes.exam import V1, Exam, stamp
from tests.fakes.world import World


def join(world: World, token: str) -> TestResponse:
    return world.app.test_client().post(f"{V1}/join", json={"token": token})


def refused(world: World, token: str) -> tuple[int, str]:
    answer = join(world, token)
    return answer.status_code, answer.json["code"]


def test_time_starts_with_the_person() -> None:
    exam = Exam(duration_s=600)
    made = exam.invite()
    exam.after(days=3)
    answer = join(exam.world, made["link"])
    assert answer.json["assessment"]["state"] == "running"
    assert 598 <= answer.json["assessment"]["time_left_s"] <= 600


def test_the_end_of_the_link_or_the_whole_will_do() -> None:
    exam = Exam()
    assert join(exam.world, exam.invite()["link"]).status_code == 200
    assert join(exam.world, exam.invite()["link"].rpartition("/")[2]).status_code == 200


def test_a_link_gives_one_key() -> None:
    exam = Exam()
    made = exam.invite()
    first = exam.join(made["link"])
    assert refused(exam.world, made["link"]) == (409, "invitation_used")
    assert "new link" in join(exam.world, made["link"]).json["detail"]
    assert first.client.get(f"{V1}/me").status_code == 200


def test_of_two_at_once_one_gets_a_key_and_that_of_the_other_is_void() -> None:
    exam = Exam()
    made = exam.invite()
    update = exam.world.store.invitations.update

    def overtaken(invitation, change):
        """Somebody else joins between this request's look and its change."""
        exam.world.store.invitations.update = update
        exam.join(made["link"])
        return update(invitation, change)

    exam.world.store.invitations.update = overtaken
    assert refused(exam.world, made["link"]) == (409, "invitation_used")
    valid = [key for key in exam.world.store.keys.everything() if key.invitation and not key.revoked_at]
    assert [key.id for key in valid] == [exam.about(made["id"]).json["key"]]


def test_a_renewed_link_is_not_taken_by_who_had_the_old_one_open() -> None:
    exam = Exam()
    made = exam.invite()
    update = exam.world.store.invitations.update

    def overtaken(invitation, change):
        exam.world.store.invitations.update = update
        exam.about(made["id"], "renew")
        return update(invitation, change)

    exam.world.store.invitations.update = overtaken
    assert refused(exam.world, made["link"]) == (404, "not_found")
    assert exam.about(made["id"]).json["joined_at"] is None
    [key] = [each for each in exam.world.store.keys.everything() if each.invitation]
    assert key.revoked_at


@pytest.mark.parametrize("token", ["x", "/", "join/", "a" * 1000, "01M84R8ZK2J3T0G6Q9D1V4B7NC_" + "a" * 32, "\u00e9"])
def test_an_unknown_link_is_not_found(token: str) -> None:
    assert refused(Exam().world, token) == (404, "not_found")


def test_another_secret_is_not_the_link() -> None:
    exam = Exam()
    one, other = exam.invite("Ann"), exam.invite("Bo")
    mixed = one["id"] + "_" + other["link"][-32:]
    assert refused(exam.world, mixed) == (404, "not_found")


def test_before_it_opens_nothing_starts() -> None:
    exam = Exam(opens_at="2099-01-02T03:04:05Z")
    made = exam.invite()
    answer = join(exam.world, made["link"])
    assert (answer.status_code, answer.json["code"]) == (409, "assessment_not_open")
    assert "2099-01-02 03:04:05 UTC" in answer.json["detail"]
    assert exam.about(made["id"]).json["joined_at"] is None


def test_nobody_starts_after_it_closed_unless_they_have_extra_time() -> None:
    exam = Exam(closes_at=stamp(hours=1))
    late, given = exam.invite("Ann"), exam.invite("Bo")
    exam.after(hours=1)
    assert refused(exam.world, late["link"]) == (410, "invitation_ended")
    exam.about(given["id"], "extra-time", extra_time_s=600)
    assert join(exam.world, given["link"]).json["assessment"]["time_left_s"] <= 600


def test_withdrawn_and_archived_are_gone() -> None:
    exam = Exam()
    withdrawn, archived = exam.invite("Ann"), exam.invite("Bo")
    exam.about(withdrawn["id"], "withdraw")
    assert refused(exam.world, withdrawn["link"]) == (410, "invitation_ended")
    exam.change(archived=True)
    assert refused(exam.world, archived["link"]) == (410, "invitation_ended")


def test_an_archived_one_lets_nobody_begin_though_its_window_is_still_open() -> None:
    exam = Exam(closes_at=stamp(hours=1))
    made = exam.invite()
    exam.change(archived=True)
    assert refused(exam.world, made["link"]) == (410, "invitation_ended")


def test_after_the_deadline_a_new_link_still_leads_to_ones_results() -> None:
    exam = Exam(duration_s=60)
    made = exam.invite()
    sent = exam.join(made["link"]).submit().json["id"]
    exam.after(minutes=2)
    again = exam.join(exam.about(made["id"], "renew").json["link"])
    assert again.mine["state"] == "over"
    assert again.client.get(f"{V1}/submissions/{sent}").status_code == 200
    assert again.submit().json["code"] == "deadline_passed"


def test_who_joined_is_in_the_audit_log_and_their_link_is_not() -> None:
    exam = Exam()
    made = exam.invite()
    went = exam.join(made["link"])
    last = exam.world.store.audit.entries[-1]
    assert (last.action, last.target, last.role) == (
        "POST /join/<token>",
        f"{V1}/invitations/{made['id']}",
        "candidate",
    )
    assert (last.key, last.organisation) == (went.client.get(f"{V1}/me").json["key"], "acme")
    assert made["link"][-32:] not in repr(exam.world.store.audit.entries)


def test_one_address_asks_only_so_often() -> None:
    exam = Exam()
    exam.world.parts.rates.hit("joins 127.0.0.1", f"{KNOCKS}/minute", KNOCKS)
    answer = join(exam.world, "x")
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (429, "quota_exceeded", "30")


def test_a_server_without_quotas_lets_everybody_ask() -> None:
    exam = Exam()
    exam.world.parts.rates.hit("joins 127.0.0.1", f"{KNOCKS}/minute", KNOCKS)
    parts = replace(exam.world.parts, quota_factor=0)
    assert Cases(parts).joining.look(exam.invite()["link"], "127.0.0.1").opened


def test_a_server_with_larger_quotas_lets_an_address_ask_more_often() -> None:
    exam = Exam()
    joining = Cases(replace(exam.world.parts, quota_factor=2)).joining
    exam.world.parts.rates.hit("joins 127.0.0.1", f"{2 * KNOCKS}/minute", 2 * KNOCKS - 1)
    assert joining.look(exam.invite()["link"], "127.0.0.1").opened
    with pytest.raises(Busy):
        joining.look(exam.invite()["link"], "127.0.0.1")


def test_the_key_of_a_link_says_who_invited() -> None:
    exam = Exam()
    made = exam.invite()
    exam.join(made["link"])
    [key] = [each for each in exam.world.store.keys.everything() if each.invitation == made["id"]]
    assert key.created_by == made["created_by"] == exam.manager.get(f"{V1}/me").json["key"]


def test_a_challenge_that_cannot_be_loaded_any_more_keeps_nobody_from_the_others() -> None:
    exam = Exam(challenges=["adder", "other"])
    packages = exam.world.store.packages
    packages._files[packages.latest("other").package] = {}
    cases = Cases(exam.world.parts)  # as after a restart: nothing is loaded yet
    joined = cases.joining.join(exam.invite()["link"], "127.0.0.1")
    mine = cases.participation.mine(Scope(joined.key.caller(), Reach.OWN))
    assert [each.title for each in joined.offer.challenges] == ["Adder", "other"]
    assert [each.title for each in mine.parts] == ["Adder", "other"]


def test_a_key_without_an_invitation_has_no_assessment() -> None:
    assert World().client_of(Role.CANDIDATE).get(f"{V1}/assessment").status_code == 404


def test_an_invitation_whose_assessment_is_lost_lets_nobody_in() -> None:
    exam = Exam()
    went = exam.candidate()
    exam.world.store.invitations.update(went.invitation, lambda each: replace(each, assessment="0" * 26))
    assert went.submit().status_code == 401


def test_whoever_used_the_link_gets_the_key_though_the_audit_log_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exam = Exam()
    link = exam.invite()["link"]

    def away(_entry: object) -> None:
        raise Unavailable("Redis is away")

    monkeypatch.setattr(exam.world.store.audit, "write", away)
    answer = join(exam.world, link)
    assert answer.status_code == 200
    assert exam.world.client_with(answer.json["key"]).get(f"{V1}/assessment").status_code == 200
