"""The verdicts and their order."""

from judge.domain.verdict import FINAL_VERDICTS, Verdict, worst


def test_nothing_proved_is_a_judge_error():
    assert worst([]) is Verdict.JUDGE_ERROR


def test_the_order_is_that_of_the_design():
    assert [verdict.value for verdict in FINAL_VERDICTS] == [
        "accepted",
        "partially_accepted",
        "wrong_answer",
        "output_limit_exceeded",
        "memory_limit_exceeded",
        "time_limit_exceeded",
        "runtime_error",
        "compile_error",
        "judge_error",
    ]


def test_the_worst_is_the_later_one_in_any_order():
    for position, worse in enumerate(FINAL_VERDICTS):
        for better in FINAL_VERDICTS[: position + 1]:
            assert worst([better, worse]) is worst([worse, better]) is worse


def test_a_judge_error_hides_behind_nothing():
    assert worst(Verdict) is Verdict.JUDGE_ERROR


def test_skipped_is_no_verdict_of_a_submission_and_hides_nothing():
    assert Verdict.SKIPPED not in FINAL_VERDICTS
    assert worst([Verdict.SKIPPED, Verdict.ACCEPTED]) is Verdict.ACCEPTED
