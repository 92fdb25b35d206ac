"""Runs of somebody who takes an assessment: in their time only, for its challenges only, and no attempt."""

from typing import Any

from tests.fakes.exam import Candidate, Exam, stamp

RUNS = "/api/v1/runs"


def run(candidate: Candidate, challenge: str = "adder") -> Any:
    body = {"challenge": challenge, "runtime": "python", "files": {"main.py": "print(3)"}, "input": "1 2\n"}
    return candidate.client.post(RUNS, json=body)


def test_a_run_costs_no_attempt_and_is_no_attempt() -> None:
    exam = Exam(attempts=1)
    ann = exam.candidate()
    runs = [run(ann).json["id"] for _ in range(3)]
    assert ann.mine["challenges"][0]["attempts"] == {"used": 0, "left": 1, "pending": 0}
    assert ann.submit().status_code == 202
    assert ann.submit().json["code"] == "attempts_exhausted"
    assert run(ann).status_code == 202
    assert exam.world.store.submissions.get(runs[0]).invitation == ann.invitation


def test_a_run_is_refused_when_a_submission_would_be() -> None:
    exam = Exam(duration_s=3600)
    ann = exam.candidate()
    exam.after(seconds=3600)
    assert (run(ann).status_code, run(ann).json["code"]) == (409, "deadline_passed")


def test_nothing_can_be_tried_before_it_opens() -> None:
    exam = Exam()
    ann = exam.candidate()
    exam.change(opens_at=stamp(hours=1))
    assert run(ann).json["code"] == "assessment_not_open"


def test_a_challenge_of_no_assessment_of_theirs_is_not_there() -> None:
    ann = Exam().candidate()
    assert run(ann, "other").json["code"] == "unknown_challenge"


def test_a_run_that_was_begun_in_time_can_be_read_afterwards_and_by_nobody_else() -> None:
    exam = Exam(duration_s=60)
    ann, bob = exam.candidate("Ann"), exam.candidate("Bob")
    where = run(ann).headers["Location"]
    exam.after(seconds=60)
    assert ann.client.get(where).status_code == 200
    assert bob.client.get(where).status_code == 404
    assert exam.manager.get(where).status_code == 200
