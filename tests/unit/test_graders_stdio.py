"""``stdio`` stages over the fake sandbox: real programs, real outputs."""

from dataclasses import replace

import pytest

from judge.domain.challenge import Checker, CheckerType
from judge.domain.report import Evidence
from tests.unit.grading_sample import CASES, GROUPS, LIMITS, SHELL, case, result, stage_run, stdio
from worker.graders.stdio import grade_stdio

ECHO = b"cat"


def graded(stage, program):
    with stage_run(stage, program) as (run, box):
        return list(grade_stdio(run)), box


def test_a_right_program_gets_every_test_with_its_points_and_measures():
    tests, _ = graded(stdio(), ECHO)
    assert [(test.name, test.verdict, test.points) for test in tests] == [
        ("sample/01", "accepted", 10),
        ("hidden/01", "accepted", 25),
        ("hidden/02", "accepted", 25),
    ]
    assert all(test.memory_kib > 0 and isinstance(test.cpu_ms, int) and test.wall_ms >= 1 for test in tests)
    assert all(test.evidence == Evidence() and test.message == "" for test in tests)


@pytest.mark.parametrize(
    ("program", "limits", "verdict", "cause"),
    [
        (b"echo 7", {}, "wrong_answer", "wrong_output"),
        (b"cat; exit 3", {}, "runtime_error", "nonzero_exit"),
        (b"cat; kill -9 $$", {}, "runtime_error", "killed_by_signal"),
        (b"head -c 70000 /dev/zero; exit 3", {}, "output_limit_exceeded", "too_much_output"),
        (b"cat; sleep 5", {"wall_s": 0.1}, "time_limit_exceeded", "wall_time"),
        (b"cat; while :; do :; done", {"cpu_s": 0.1}, "time_limit_exceeded", "cpu_time"),
    ],
)
def test_how_a_program_ends_decides_before_its_output_does(program, limits, verdict, cause):
    stage = stdio(cases=CASES[:1], limits=replace(LIMITS, **limits))
    tests, _ = graded(stage, program)
    assert [(test.verdict, test.cause, test.points) for test in tests] == [(verdict, cause, 0)]
    assert tests[0].message


def test_a_test_that_came_near_a_limit_says_so_whatever_its_verdict():
    almost = f"head -c {LIMITS.output_kib * 1000} /dev/zero".encode()
    assert [test.near for test in graded(stdio(), almost)[0]] == [("output",)] * 3
    assert [test.near for test in graded(stdio(), ECHO)[0]] == [()] * 3


def test_a_failed_test_shows_input_answer_output_and_difference():
    tests, _ = graded(stdio(cases=CASES[:1]), b"echo 7; echo oops >&2")
    assert tests[0].evidence == Evidence(
        input="1", expected="1\n", output="7\n", stderr="oops\n", diff="Word 1, line 1\n- 1\n+ 7"
    )


def test_evidence_of_many_large_failures_stays_small():
    cases = tuple(case(f"sample/{number:02}", b"x" * 9000, b"y" * 9000) for number in range(100))
    with stage_run(stdio(cases=cases, groups=GROUPS[:1]), b"") as (run, box):
        box.run = lambda request: result(stdout=request.stdin)
        tests = list(grade_stdio(run))
    assert tests[0].evidence.input.startswith("xxx")
    assert tests[-1].evidence == Evidence()
    assert sum(len(repr(test)) for test in tests) < 400_000


def test_arguments_and_input_reach_the_program_and_the_answer_does_not():
    stage = stdio(cases=(case("sample/01", b"in", b"-a|in", args=("-a",)),), groups=GROUPS[:1])
    tests, box = graded(stage, b'printf "%s|" "$1"; cat')
    assert tests[0].verdict == "accepted"
    assert b"-a|in" not in repr(box.requests).encode()


def test_stopping_at_the_first_failure_runs_nothing_more_and_lists_the_rest():
    tests, box = graded(stdio(stop_on_first_failure=True), b"read x; test $x = 1 && echo 1")
    assert [(test.verdict, test.cause) for test in tests] == [
        ("accepted", ""),
        ("runtime_error", "nonzero_exit"),
        ("skipped", "stopped_early"),
    ]
    assert len(box.requests) == 2


def test_without_that_every_case_runs_whatever_happens():
    tests, box = graded(stdio(), b"exit 1")
    assert [test.verdict for test in tests] == ["runtime_error"] * 3
    assert len(box.requests) == 3


def test_the_checker_of_the_stage_decides():
    exact = stdio(checker=Checker(type=CheckerType.EXACT), cases=CASES[:1])
    assert graded(exact, b"echo 1")[0][0].verdict == "accepted"
    assert graded(exact, b"printf 1")[0][0].verdict == "wrong_answer"


def test_closing_the_grader_early_leaves_the_rest_unrun():
    with stage_run(stdio(), ECHO) as (run, box):
        tests = grade_stdio(run)
        next(tests)
        tests.close()
        assert len(box.requests) == 1


def test_what_still_runs_is_ended_when_the_stage_ends_and_not_when_it_is_collected():
    ended = []

    def runs(requests):
        try:
            for request in requests:
                yield result(stdout=request.stdin + b"\n")
        finally:
            ended.append(True)

    with stage_run(stdio(), ECHO) as (run, box):
        running = []
        box.run_each = lambda requests: running.append(runs(requests)) or running[0]
        tests = grade_stdio(run)
        next(tests)
        assert ended == []
        tests.close()
        assert ended == [True]


def test_the_runtimes_own_words_for_a_lack_of_memory_are_known():
    java = replace(SHELL, memory_messages=("java.lang.OutOfMemoryError",))
    with stage_run(stdio(cases=CASES[:1]), b"echo java.lang.OutOfMemoryError >&2; exit 1", runtime=java) as (run, _):
        assert [test.verdict for test in grade_stdio(run)] == ["memory_limit_exceeded"]
