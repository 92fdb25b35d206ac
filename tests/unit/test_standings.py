"""Which attempt counts."""

from judge.domain.access import EVERYTHING
from judge.domain.report import Report
from judge.domain.submission import QueueName
from judge.domain.verdict import Verdict
from judge.service.standings import Standing
from tests.fakes.exam import V1, Exam, graded


def standing(exam: Exam, challenge: str = "adder") -> Standing:
    """Of the only person there is."""
    found = exam.world.cases.assessments.standings(exam.id, EVERYTHING)
    return next(each for each in found if each.challenge == challenge)


def test_the_best_counts_and_of_equal_ones_the_earliest() -> None:
    exam = Exam()
    went = exam.candidate()
    _, second, _ = [went.attempt(graded(score)) for score in (10, 40, 40)]
    went.attempt(graded(20))
    found = standing(exam)
    assert found.counting
    assert (found.counting.submission.id, found.score, found.used) == (second.id, 40, 4)


def test_the_last_counts_where_the_assessment_says_so() -> None:
    exam = Exam(counting="last")
    went = exam.candidate()
    went.attempt(graded(40))
    last = went.attempt(graded(10))
    found = standing(exam)
    assert found.counting
    assert (found.counting.submission.id, found.score) == (last.id, 10)
    exam.change(counting="best")
    assert standing(exam).score == 40


def test_the_last_counts_though_it_has_no_score_yet_and_the_best_is_one_that_has() -> None:
    exam = Exam(counting="last")
    went = exam.candidate()
    went.attempt(graded(40))
    sent = went.submit().json["id"]
    found = standing(exam)
    assert found.counting
    assert (found.counting.submission.id, found.score, found.pending) == (sent, None, 1)
    exam.change(counting="best")
    assert standing(exam).score == 40


def test_what_failed_by_our_fault_or_was_cancelled_never_counts() -> None:
    exam = Exam(counting="last")
    went = exam.candidate()
    went.attempt(graded(40))
    went.attempt(Report(verdict=Verdict.JUDGE_ERROR))
    cancelled = went.submit().json["id"]
    assert exam.world.store.leases.claim(QueueName.INTERACTIVE, "w1", 60)
    went.client.post(f"{V1}/submissions/{cancelled}/cancel")
    found = standing(exam)
    assert (found.score, found.used, found.pending) == (40, 2, 0)


def test_an_attempt_whose_program_broke_its_box_costs_one_and_does_not_count() -> None:
    """Or whoever breaks their own box could look at its first tests as often as they like."""
    exam = Exam(attempts=2, counting="last")
    went = exam.candidate()
    went.attempt(graded(40))
    broken = went.attempt(Report(verdict=Verdict.JUDGE_ERROR, cause="box_broken"))
    assert (standing(exam).score, standing(exam).used) == (40, 2)
    assert went.submit().status_code == 409
    exam.manager.post(f"{V1}/submissions/{broken.id}/rejudge")
    exam.world.finish(broken.id, graded(70))
    assert (standing(exam).score, standing(exam).used) == (70, 2)


def test_while_an_attempt_is_judged_again_it_counts_as_before() -> None:
    exam = Exam()
    record = exam.candidate().attempt(graded(40))
    exam.manager.post(f"{V1}/submissions/{record.id}/rejudge")
    assert (standing(exam).score, standing(exam).pending) == (40, 1)
    exam.world.finish(record.id, graded(70))
    assert standing(exam).score == 70


def test_what_was_our_fault_costs_an_attempt_while_it_is_judged_again() -> None:
    exam = Exam(attempts=1)
    went = exam.candidate()
    failed = went.attempt(Report(verdict=Verdict.JUDGE_ERROR))
    exam.manager.post(f"{V1}/submissions/{failed.id}/rejudge")
    assert went.mine["challenges"][0]["attempts"] == {"used": 1, "left": 0, "pending": 1}
    assert went.submit().json["code"] == "attempts_exhausted"
    exam.world.finish(failed.id, Report(verdict=Verdict.JUDGE_ERROR))
    assert went.submit().status_code == 202


def test_there_is_one_for_everybody_and_every_challenge_in_order() -> None:
    exam = Exam(challenges=["other", "adder"])
    exam.invite("never came")
    exam.candidate("Ann").attempt(graded(5))
    found = exam.world.cases.assessments.standings(exam.id, EVERYTHING)
    assert [(each.invitation.name, each.challenge, each.score) for each in found] == [
        ("Ann", "other", None),
        ("Ann", "adder", 5),
        ("never came", "other", None),
        ("never came", "adder", None),
    ]


def test_candidates_see_what_counts_as_far_as_they_may() -> None:
    went = Exam().candidate()
    record = went.attempt()
    [part] = went.mine["challenges"]
    assert (part["counting"]["id"], part["counting"]["score"]) == (record.id, 40.0)
    assert part["counting"]["message"] != "hidden/2: expected the-hidden-answer"
    assert "the-hidden-answer" not in str(went.mine)


def test_more_attempts_than_a_page_holds_are_all_seen(monkeypatch) -> None:
    monkeypatch.setattr("judge.service.standings._AT_ONCE", 2)
    exam = Exam()
    went = exam.candidate()
    for score in (5, 60, 7, 8, 9):
        went.attempt(graded(score))
    assert (standing(exam).used, standing(exam).score) == (5, 60)
