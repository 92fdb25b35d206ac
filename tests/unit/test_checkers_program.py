"""``program``: the author's checker in a box of its own."""

from dataclasses import replace

import pytest

from judge.domain.challenge import Checker, CheckerType
from tests.fakes.sandbox import FakeSandbox
from tests.unit.grading_sample import CASES, RUNTIMES, case, result, stage_run, stdio
from worker.graders.checkers import opened
from worker.graders.checkers.program import LIMITS
from worker.graders.stdio import grade_stdio

ANY_ORDER = b"""
sort "$2" > wanted; sort > given
cmp -s wanted given && exit 42
echo "not the same lines as $(cat $1)" > "$3/judgemessage.txt"
exit 43
"""


def checker(source: bytes, runtime: str = "shell", **files: bytes) -> Checker:
    program = {"main.sh": source, **{f"{name}.sh": content for name, content in files.items()}}
    return Checker(type=CheckerType.PROGRAM, program=program, main="main.sh", runtime=runtime)


def checked(source: bytes, output: bytes, **more):
    with opened(checker(source, **more), FakeSandbox(tuple(RUNTIMES)), RUNTIMES) as check:
        return check(case("sample/01", b"the input", b"a\nb\n"), output)


def test_it_reads_input_answer_and_output_and_answers_by_exit_status():
    assert checked(ANY_ORDER, b"b\na\n").outcome.verdict == "accepted"
    wrong = checked(ANY_ORDER, b"b\nb\n")
    assert (wrong.outcome.verdict, wrong.outcome.cause) == ("wrong_answer", "wrong_output")


def test_the_packages_arguments_come_after_those_that_every_checker_gets():
    with_args = replace(checker(b'test "$#/$4/$5" = "5/case sensitive/-2" && exit 42'), args=("case sensitive", "-2"))
    with opened(with_args, FakeSandbox(tuple(RUNTIMES)), RUNTIMES) as check:
        assert check(CASES[0], b"").outcome.verdict == "accepted"


def test_what_it_says_is_for_the_manager_and_not_in_the_candidates_message():
    wrong = checked(ANY_ORDER, b"b\nb\n")
    assert wrong.diff == "not the same lines as the input"
    assert "same lines" not in wrong.outcome.message
    assert checked(b"echo first; echo second; exit 43", b"").diff == "first"
    assert checked(b"echo first >&2; exit 43", b"").diff == "first"


@pytest.mark.parametrize(
    "source", [b"exit 0", b"exit 1", b"exit 44", b"kill -9 $$", b"kill -SEGV $$", b"syntax ( error"]
)
def test_anything_else_is_a_judge_error(source):
    failed = checked(source, b"a")
    assert (failed.outcome.verdict, failed.outcome.cause) == ("judge_error", "checker_failed")
    assert "42 or 43" in failed.diff


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"exit_code": 42, "oom_kills": 1}, "judge_error"),
        ({"exit_code": 43, "memory_kib": LIMITS.memory_mib * 1024 + 1}, "judge_error"),
        ({"exit_code": 42, "stdout_cut": True}, "judge_error"),
        ({"exit_code": 43, "cpu_ms": LIMITS.cpu_s * 1000 + 1}, "judge_error"),
        ({"exit_code": 43, "stderr": b"ModuleNotFoundError: No module named 'x'"}, "wrong_answer"),
    ],
)
def test_a_status_counts_only_of_a_checker_that_broke_no_limit(facts, verdict):
    sandbox = FakeSandbox(tuple(RUNTIMES))
    with opened(checker(b""), sandbox, RUNTIMES) as check:
        sandbox.boxes[-1].run = lambda _: result(**facts)
        assert check(CASES[0], b"").outcome.verdict == verdict


def test_its_limits_are_widened_for_its_runtime():
    slow = replace(RUNTIMES["shell"], time_factor=2, memory_extra_mib=100)
    sandbox = FakeSandbox(tuple(RUNTIMES))
    with opened(checker(b"exit 42"), sandbox, {"shell": slow}) as check:
        check(CASES[0], b"")
    box = sandbox.boxes[-1]
    assert (box.spec.limits.cpu_s, box.requests[-1].limits.cpu_s) == (2 * LIMITS.cpu_s, 2 * LIMITS.cpu_s)
    assert box.requests[-1].limits.memory_mib == LIMITS.memory_mib + 100


def test_a_checker_that_crashes_tells_the_manager_all_that_it_said():
    failed = checked(b"echo Traceback >&2; echo ValueError: x >&2; exit 1", b"")
    assert failed.diff.endswith("Traceback\nValueError: x")


def test_a_checker_that_quotes_a_long_output_still_gives_its_verdict():
    """Or else whoever prints enough has no wrong answer, but an error of ours."""
    assert checked(b"cat; exit 43", b"x" * 200_000).outcome.verdict == "wrong_answer"
    assert checked(b"cat; exit 42", b"x" * 200_000).outcome.verdict == "accepted"


def test_it_is_built_once_and_one_that_does_not_build_is_a_judge_error():
    good = checked(b"exit $(cat status)", b"", runtime="built", build=b"echo 42 > status")
    assert good.outcome.verdict == "accepted"
    bad = checked(b"exit 42", b"", runtime="built", build=b"echo no such luck; exit 1")
    assert bad.outcome.verdict == "judge_error"
    assert "no such luck" in bad.diff


def test_it_may_leave_output_unread():
    assert checked(b"exit 42", b"x" * 1_000_000).outcome.verdict == "accepted"


def test_the_answer_never_enters_the_box_of_the_submission():
    stage = stdio(cases=(case("sample/01", b"", b"the secret answer"), *CASES[1:]), checker=checker(b"exit 42"))
    with stage_run(stage, b"cat") as (run, box):
        assert [test.verdict for test in grade_stdio(run)] == ["accepted"] * 3
        boxes = run.sandbox.boxes
        assert [box.spec.runtime for box in boxes] == ["shell", "shell"]
        assert b"secret" not in repr(box.requests).encode()
        assert b"secret" in repr(boxes[1].requests).encode()
