"""From outcomes to points and verdicts: closed by default."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.domain import report as reports
from judge.domain.challenge import Group, Scoring, StageKind, Visibility
from judge.domain.report import Report
from judge.domain.scoring import finish, score_group, shares, stage_verdict, total
from judge.domain.verdict import FINAL_VERDICTS, Verdict

GROUP = Group(name="hidden", points=30)


def rows(*verdicts):
    return [
        reports.TestReport(
            name=f"hidden/{number}",
            group="hidden",
            verdict=Verdict(verdict),
            points=99,
            max_points=99,
            visibility=Visibility.NAME,
        )
        for number, verdict in enumerate(verdicts)
    ]


def stage(verdict, points=0.0, max_points=10.0, cause=""):
    return reports.StageReport(
        name="cases",
        kind=StageKind.STDIO,
        verdict=Verdict(verdict),
        points=points,
        max_points=max_points,
        integrity=reports.Integrity.ISOLATED,
        tests=(),
        cause=cause,
        message=f"about {cause}" if cause else "",
    )


def test_points_are_shared_evenly_and_only_accepted_tests_get_them():
    scored = score_group(GROUP, rows("accepted", "wrong_answer", "accepted"), [1, 1, 1])
    assert [(test.points, test.max_points) for test in scored] == [(10, 10), (0, 10), (10, 10)]


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.ACCEPTED])
def test_nothing_but_accepted_earns_points(verdict):
    assert score_group(GROUP, rows(verdict), [1])[0].points == 0


def test_all_or_nothing_gives_all_or_nothing():
    group = replace(GROUP, scoring=Scoring.ALL_OR_NOTHING)
    assert [test.points for test in score_group(group, rows("accepted", "skipped"), [1, 1])] == [0, 0]
    assert [test.points for test in score_group(group, rows("accepted", "accepted"), [1, 1])] == [15, 15]


def test_a_group_without_tests_is_worth_nothing():
    assert (shares(GROUP, []), score_group(GROUP, [], [])) == ((), ())


def test_points_follow_the_weights_and_are_even_where_nothing_weighs():
    assert shares(GROUP, [1, 4, 1]) == (5, 20, 5)
    assert shares(GROUP, [0, 3]) == (0, 30)
    assert shares(GROUP, [0, 0]) == (15, 15)


def test_a_weight_too_few_is_not_scored():
    with pytest.raises(ValueError, match="zip"):
        score_group(GROUP, rows("accepted", "accepted"), [1])


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), "judge_error"),
        (("accepted", "accepted"), "accepted"),
        (("accepted", "wrong_answer", "runtime_error"), "runtime_error"),
        (("accepted", "skipped"), "judge_error"),
        (("wrong_answer", "skipped"), "wrong_answer"),
        (("skipped", "skipped"), "skipped"),
        (("accepted", "judge_error"), "judge_error"),
    ],
)
def test_a_stage_is_accepted_only_if_every_test_is(verdicts, expected):
    assert stage_verdict(rows(*verdicts)) == expected


@pytest.mark.parametrize(
    ("stages", "partial", "verdict", "score"),
    [
        ([], False, "judge_error", 0),
        ([stage("accepted", 10)], False, "accepted", 10),
        ([stage("accepted", 10), stage("accepted", 10)], False, "accepted", 20),
        ([stage("accepted", 9.9)], False, "judge_error", 9.9),
        ([stage("accepted", 10.1)], False, "judge_error", 10.1),
        ([stage("accepted", 10), stage("skipped")], False, "judge_error", 10),
        ([stage("skipped")], False, "judge_error", 0),
        ([stage("accepted", 10), stage("wrong_answer", 5)], False, "wrong_answer", 15),
        ([stage("accepted", 10), stage("wrong_answer", 5)], True, "partially_accepted", 15),
        ([stage("wrong_answer", 0)], True, "wrong_answer", 0),
        ([stage("accepted", 10), stage("judge_error", 0)], True, "judge_error", 10),
        ([stage("compile_error", 0)], True, "compile_error", 0),
        ([stage("accepted", 10), stage("compile_error", 0)], True, "compile_error", 10),
        ([stage("accepted", 10), stage("skipped")], True, "judge_error", 10),
    ],
)
def test_the_verdict_of_a_submission(stages, partial, verdict, score):
    result = total(stages, partial=partial)
    assert (result.verdict, result.score) == (verdict, score)


POINTS = st.floats(0, 9.9) | st.just(10.0)  # nearer than that, rounding decides
STAGES = st.builds(stage, st.sampled_from(list(Verdict)), POINTS, st.just(10.0), st.just(""))


@given(st.lists(STAGES, max_size=4), st.booleans())
def test_accepted_means_every_stage_accepted_with_all_points(stages, partial):
    result = total(stages, partial=partial)
    proved = bool(stages) and all(each.verdict is Verdict.ACCEPTED and each.points == 10 for each in stages)
    assert (result.verdict is Verdict.ACCEPTED) is proved
    assert result.verdict in FINAL_VERDICTS


def test_thirds_add_up():
    thirds = score_group(replace(GROUP, points=100), rows(*["accepted"] * 3), [1, 1, 1])
    assert total([stage("accepted", sum(test.points for test in thirds), 100)], partial=False).verdict == "accepted"


def test_a_report_that_earned_nothing_is_a_judge_error():
    assert reports.Report().verdict == "judge_error"
    assert finish(reports.Report(), partial=True).verdict == "judge_error"


def test_a_finished_report_says_the_cause_of_its_verdict():
    stages = (
        stage("accepted", 10),
        stage("wrong_answer", 0, cause="wrong_output"),
        stage("skipped", cause="stage_needs"),
    )
    done = finish(reports.Report(stages=stages), partial=False)
    assert (done.verdict, done.cause, done.message) == ("wrong_answer", "wrong_output", "about wrong_output")
    assert (done.score, done.max_score) == (10, 30)
    partly = finish(reports.Report(stages=stages), partial=True)
    assert (partly.verdict, partly.cause) == ("partially_accepted", "wrong_output")


def test_the_cause_is_that_of_the_stage_with_the_verdict_wherever_it_stands():
    stages = (stage("wrong_answer", 5, cause="wrong_output"), stage("runtime_error", cause="exit_code"))
    done = finish(reports.Report(stages=stages), partial=False)
    assert (done.verdict, done.cause, done.message) == ("runtime_error", "exit_code", "about exit_code")


def test_a_skipped_stage_is_not_why_a_submission_is_accepted_in_part_only():
    stages = (stage("skipped", cause="stage_needs"), stage("wrong_answer", 5, cause="wrong_output"))
    done = finish(reports.Report(stages=stages), partial=True)
    assert (done.verdict, done.cause) == ("partially_accepted", "wrong_output")


def test_the_points_of_a_report_are_rounded_to_millionths():
    done = finish(reports.Report(stages=(stage("wrong_answer", 10 / 3, 20 / 3),)), partial=True)
    assert (done.score, done.max_score) == (3.333333, 6.666667)


def test_an_accepted_report_has_no_cause():
    done = finish(reports.Report(stages=(stage("accepted", 10),)), partial=False)
    assert (done.verdict, done.cause, done.message) == ("accepted", "", "")


def test_a_verdict_without_a_stage_that_explains_it_is_said_to_be_unproved() -> None:
    report = finish(Report(), partial=False)
    assert (report.verdict, report.cause) == (Verdict.JUDGE_ERROR, "not_graded")
    assert report.message
