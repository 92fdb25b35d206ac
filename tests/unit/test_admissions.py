"""What a key that is limited to an invitation may do."""

import pytest

from judge.domain.access import Role
from judge.domain.report import Report
from judge.domain.submission import QueueName
from judge.domain.verdict import Verdict
from tests.fakes.exam import V1, Candidate, Exam, graded
from tests.fakes.world import World


def code(candidate: Candidate, **headers: str) -> str:
    return str(candidate.submit(**headers).json["code"])


def test_a_submission_is_in_the_lists_of_its_invitation_and_assessment() -> None:
    exam = Exam()
    went = exam.candidate()
    record = went.attempt()
    assert (record.invitation, record.owner, record.organisation) == (went.invitation, went.invitation, "acme")
    lists = exam.world.store.tables.row(record.id).lists
    assert {f"assessment:{exam.id}", f"invitation:{went.invitation}", f"attempts:{went.invitation}:adder"} <= {*lists}


def test_only_the_challenges_of_the_assessment_are_there() -> None:
    went = Exam().candidate()
    listed = went.client.get(f"{V1}/challenges").json["challenges"]
    assert [each["id"] for each in listed] == ["adder"]
    assert went.client.get(f"{V1}/challenges/adder").status_code == 200
    assert went.client.get(f"{V1}/challenges/other").status_code == 404
    answer = went.submit("other")
    assert (answer.status_code, answer.json["code"]) == (422, "unknown_challenge")


def test_only_what_was_submitted_under_the_invitation_is_there() -> None:
    exam = Exam()
    one, other = exam.candidate("Ann"), exam.candidate("Ann")
    sent = one.submit().json["id"]
    assert other.client.get(f"{V1}/submissions/{sent}").status_code == 404
    assert other.client.get(f"{V1}/submissions").json["submissions"] == []


def test_what_comes_at_the_deadline_is_too_late_and_told_so() -> None:
    exam = Exam(duration_s=600)
    went = exam.candidate()
    exam.after(seconds=599)
    assert went.submit().status_code == 202
    exam.after(seconds=1)
    answer = went.submit()
    assert (answer.status_code, answer.json["code"]) == (409, "deadline_passed")
    ended = went.mine["deadline"][:19].replace("T", " ")
    assert f"ended at {ended} UTC" in answer.json["detail"]
    assert went.mine["challenges"][0]["attempts"]["used"] == 1


def test_more_time_opens_it_again_while_the_clock_runs_or_after() -> None:
    exam = Exam(duration_s=60)
    went = exam.candidate()
    exam.after(seconds=61)
    assert code(went) == "deadline_passed"
    exam.about(went.invitation, "extra-time", extra_time_s=60)
    assert went.submit().status_code == 202
    exam.change(duration_s=120)
    exam.after(seconds=60)
    assert went.submit().status_code == 202


def test_a_window_that_is_moved_holds_for_who_has_begun() -> None:
    exam = Exam()
    went = exam.candidate()
    exam.change(opens_at="2099-01-01T00:00:00Z")
    assert code(went) == "assessment_not_open"


def test_a_repeated_request_gets_its_first_answer_after_the_deadline_too() -> None:
    exam = Exam(duration_s=60, attempts=1)
    went = exam.candidate()
    again = {"Idempotency-Key": "once"}
    first = went.submit(**again)
    assert (first.status_code, code(went)) == (202, "attempts_exhausted")
    exam.after(seconds=61)
    assert went.submit(**again).json == first.json
    assert code(went, **{"Idempotency-Key": "another"}) == "deadline_passed"


def test_attempts_are_bounded_for_each_challenge_and_person() -> None:
    exam = Exam(challenges=["adder", "other"], attempts=2)
    went, other = exam.candidate("Ann"), exam.candidate("Bo")
    assert [went.submit().status_code for _ in range(3)] == [202, 202, 409]
    answer = went.submit()
    assert answer.json["code"] == "attempts_exhausted"
    assert "2 times" in answer.json["detail"]
    assert [went.submit("other").status_code, other.submit().status_code] == [202, 202]
    assert went.mine["challenges"][0]["attempts"] == {"used": 2, "left": 0, "pending": 2}
    exam.change(attempts=3)
    assert went.submit().status_code == 202


def test_who_has_used_more_attempts_than_are_left_over_has_none() -> None:
    exam = Exam(attempts=3)
    went = exam.candidate()
    for _ in range(2):
        went.attempt(graded(10))
    exam.change(attempts=1)
    assert went.mine["challenges"][0]["attempts"] == {"used": 2, "left": 0, "pending": 0}


def test_the_judges_fault_costs_no_attempt() -> None:
    exam = Exam(attempts=1)
    went = exam.candidate()
    for _ in range(3):
        went.attempt(Report(verdict=Verdict.JUDGE_ERROR))
        assert went.mine["challenges"][0]["attempts"] == {"used": 0, "left": 1, "pending": 0}
    went.attempt(graded(10))
    assert went.mine["challenges"][0]["attempts"] == {"used": 1, "left": 0, "pending": 0}
    assert code(went) == "attempts_exhausted"


def test_what_was_cancelled_before_it_ran_costs_no_attempt_and_afterwards_one() -> None:
    exam = Exam(attempts=1)
    went = exam.candidate()
    first = went.submit().json["id"]
    went.client.post(f"{V1}/submissions/{first}/cancel")
    second = went.submit()
    assert second.status_code == 202
    world = exam.world
    assert world.store.leases.claim(QueueName.INTERACTIVE, "w1", 60)
    went.client.post(f"{V1}/submissions/{second.json['id']}/cancel")
    assert code(went) == "attempts_exhausted"


def test_a_submission_judged_again_and_cancelled_does_not_come_free() -> None:
    exam = Exam(attempts=1)
    went = exam.candidate()
    record = went.attempt()
    exam.manager.post(f"{V1}/submissions/{record.id}/rejudge")
    went.client.post(f"{V1}/submissions/{record.id}/cancel")
    assert code(went) == "attempts_exhausted"


def test_quotas_hold_beside_attempts() -> None:
    went = Exam(attempts=100).candidate()
    answers = [went.submit() for _ in range(11)]
    assert [each.status_code for each in answers] == [*[202] * 10, 429]


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.MANAGER, Role.CI])
def test_other_keys_submit_as_before(role: Role) -> None:
    world = World()
    Exam(world, attempts=1)
    client = Candidate(world, world.key(role))
    assert [client.submit().status_code for _ in range(2)] == [202, 202]
    assert [client.submit("other").status_code] == [202]


def test_feedback_waits_for_the_deadline_of_the_persons_own() -> None:
    exam = Exam(duration_s=60)
    went = exam.candidate()
    record = went.attempt()
    over = exam.world.cases.deadlines.over
    assert not over(record)
    exam.after(seconds=60)
    assert over(record)
    exam.about(went.invitation, "extra-time", extra_time_s=60)
    assert not over(record)


def test_feedback_stays_closed_where_there_is_no_deadline_or_no_invitation() -> None:
    exam = Exam()
    record = exam.candidate().attempt()
    exam.after(days=1000)
    assert not exam.world.cases.deadlines.over(record)
    free = exam.world.store.submissions.get(exam.world.submit())
    assert not exam.world.cases.deadlines.over(free)
