"""What assessments ask of the store, in memory and in Redis; and joining at once, in Redis."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError

import pytest

from judge.config import Settings
from judge.domain.access import EVERYTHING
from judge.domain.assessment import Assessment, Counting, Invitation
from judge.domain.errors import Exhausted, InvalidInput, JudgeError
from judge.service.cases import Cases
from judge.service.invitations import Guest
from judge.service.ports import Bound, Query
from judge.store.store import open_store
from tests.contract.samples import new
from tests.fakes.exam import Exam

NOW = datetime(2030, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
EXAM = Assessment(
    id="01A",
    organisation="acme",
    title="Exam é",
    challenges=("sums", "other"),
    created_at=NOW,
    duration_s=60,
    closes_at=NOW + timedelta(days=1),
    attempts=3,
    counting=Counting.LAST,
)
ANN = Invitation(id="01B", assessment="01A", organisation="acme", name="Ann", digest="d", created_at=NOW)


def test_an_assessment_and_its_invitations_come_back_as_they_were(any_store):
    any_store.assessments.add(EXAM)
    any_store.invitations.add(ANN)
    joined = replace(ANN, joined_at=NOW, key="k", link_used=True, extra_time_s=5)
    assert any_store.invitations.update("01B", lambda _: joined) == joined
    assert any_store.assessments.everything("organisation:acme") == [EXAM]
    assert any_store.assessments.everything("organisation:other") == []
    assert any_store.invitations.everything("assessment:01A") == [joined]
    assert any_store.invitations.get("01B").deadline(any_store.assessments.get("01A")) == NOW + timedelta(seconds=65)


def test_a_bound_of_none_refuses_all_but_a_repeated_request(any_store):
    first = any_store.submissions.create(new(key="once", fingerprint="f"))
    late = Bound(index="all", limit=0, code="deadline_passed")
    with pytest.raises(Exhausted) as refused:
        any_store.submissions.create(new(bounds=(late,)))
    assert refused.value.code == "deadline_passed"
    again = any_store.submissions.create(new(key="once", fingerprint="f", bounds=(late,)))
    assert (again.replayed, again.submission.id) == (True, first.submission.id)
    assert len(any_store.submissions.list(Query()).submissions) == 1


@pytest.mark.redis
def test_of_many_who_invite_the_same_at_once_one_does(redis_url):
    exam = Exam()
    store = open_store(Settings(redis_url=redis_url))
    cases = Cases(replace(exam.world.parts, invitations=store.invitations)).invitations
    guests = [Guest(name=name, email=name) for name in ("ann", "bo")]
    look, together = store.invitations.everything, Barrier(8)

    def looking(index: str) -> list[Invitation]:
        found = look(index)
        with suppress(BrokenBarrierError):
            together.wait(5)
        together.abort()
        return found

    store.invitations.everything = looking

    def invite(number: int) -> int:
        try:
            return len(cases.invite(exam.id, [*guests, Guest(name=f"{number}")], EVERYTHING))
        except InvalidInput as error:
            return -len(error.problems)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(invite, range(8)))
    assert sorted(answers) == [-2] * 7 + [3]
    assert store.invitations.count(f"assessment:{exam.id}") == 3
    store.close()


@pytest.mark.redis
def test_of_many_who_join_with_one_link_at_once_one_gets_a_key(redis_url):
    exam = Exam()
    store = open_store(Settings(redis_url=redis_url))
    parts = replace(exam.world.parts, keys=store.keys, invitations=store.invitations, uses=store.uses)
    link = exam.invite()["link"]
    [invitation] = exam.world.store.invitations.everything()
    store.invitations.add(invitation)
    cases = Cases(parts)

    def join(_: int) -> str:
        try:
            return cases.joining.join(link, "127.0.0.1").whole
        except JudgeError as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(join, range(16)))
    [whole] = [each for each in answers if each.startswith("judge_")]
    assert set(answers) - {whole} == {"invitation_used"}
    valid = [key for key in store.keys.everything() if key.revoked_at is None]
    assert [key.id for key in valid] == [store.invitations.get(invitation.id).key]
    assert cases.keys.caller(whole).invitation == invitation.id
    store.close()
