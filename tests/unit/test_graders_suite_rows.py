"""What a suite's results are worth: the worker's side, without a process."""

import json
import time
from dataclasses import replace

import pytest

from judge.domain.messages import CAUSES
from judge.domain.report import Evidence
from tests.unit.grading_sample import SHELL as PLAIN
from tests.unit.grading_sample import result, stage_run, suite
from worker.graders.suite import grade_suite
from worker.graders.suite_lines import read
from worker.graders.suite_traps import IN_EACH_FILE
from worker.sandbox.interface import Deadline
from worker.supervisor.capture import RESULTS_BYTES

TESTS = ("sample/test_a.py::test_1", "sample/test_a.py::test_2")
STAGE = suite({"sample/test_a.py": b""})
SHELL = replace(PLAIN, memory_messages=("heap space",))
TIMED_OUT = {"exit_code": -1, "signal": 9, "deadline": Deadline.WALL}


def line(name: str, outcome: str = "passed", **changes) -> dict:
    values = {"kind": "test", "id": f"sample/test_a.py::{name}", "outcome": outcome, "cause": "", "message": ""}
    return {**values, "text": "", "output": "", "wall_ms": 1.4, "cpu_ms": 1.0, **changes}


def traps(files, outcome: str = "failed", count: int = IN_EACH_FILE) -> list[dict]:
    """What the judge's own tests in these files report."""
    return [line("", outcome, id=f"{file}::test_{number}") for file in files for number in range(count)]


def all_traps(files):
    return traps(files[:1]), traps(files[1:])


def reports(*lines, traps=all_traps, tests=TESTS, **facts):
    """The report of each test, when the run reported ``lines`` under the right nonce and ended as ``facts``.

    ``traps`` gives what comes before and after them, by the names of the judge's own files.
    """
    with stage_run(STAGE, b"", recorded=tests, runtime=SHELL) as (run, box):

        def answer(request):
            order = json.loads(request.stdin)
            before, after = traps(order["traps"])
            texts = (
                text if isinstance(text, bytes) else json.dumps({"nonce": order["nonce"], **text}).encode()
                for text in (*before, *lines, *after)
            )
            return result(results=b"\n".join(texts), **facts)

        box.run = answer
        return list(grade_suite(run))


def rows(*lines, **more):
    """Verdict and cause of each test."""
    return [(test.verdict, test.cause) for test in reports(*lines, **more)]


ACCEPTED = ("accepted", "")
FAILED = ("wrong_answer", "tests_failed")
MISSING = ("runtime_error", "test_not_reported")


def test_tests_that_report_a_pass_are_accepted():
    assert rows(line("test_1"), line("test_2")) == [ACCEPTED, ACCEPTED]


@pytest.mark.parametrize(
    ("changes", "verdict", "cause"),
    [
        ({"outcome": "failed"}, "wrong_answer", "tests_failed"),
        ({"outcome": "skipped"}, "wrong_answer", "tests_failed"),
        ({"outcome": "error"}, "runtime_error", "collection_failed"),
        ({"outcome": "failed", "cause": "missing_dependency"}, "runtime_error", "missing_dependency"),
        ({"outcome": "passed", "cause": "missing_dependency"}, "runtime_error", "missing_dependency"),
    ],
)
def test_anything_but_a_pass_is_a_failure(changes, verdict, cause):
    assert rows(line("test_1", **changes), line("test_2")) == [(verdict, cause), ACCEPTED]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"passed",
        b"[" * 100_000,
        b"\xff\xfe",
        line("test_1", nonce="guessed"),
        line("test_1", nonce=""),
        line("test_1", outcome="accepted"),
        line("test_1", kind="tests"),
        line("test_1", wall_ms=float("nan")),
        line("test_1", wall_ms=1e300),
        line("test_1", cpu_ms=-1),
        line("test_1", surprise=1),
        line("test_1", message="\ud800"),
        {"kind": "test", "id": TESTS[0], "outcome": "passed"},
        {"kind": "collected", "id": TESTS[0]},
    ],
)
def test_a_line_that_is_not_as_it_must_be_never_came(bad):
    assert rows(bad, line("test_2")) == [MISSING, ACCEPTED]


def test_a_nonce_elsewhere_on_a_line_is_none():
    good, quoted = line("test_1", nonce="n" * 32), line("test_1", nonce="guessed", message="n" * 32)
    assert len(list(read(json.dumps(good).encode(), "n" * 32))) == 1
    assert list(read(json.dumps(quoted).encode(), "n" * 32)) == []


def test_unknown_tests_are_ignored():
    assert rows(line("test_1"), line("test_2"), line("test_3"), line("test_4", "failed")) == [ACCEPTED, ACCEPTED]


@pytest.mark.parametrize("order", [("passed", "failed"), ("failed", "passed"), ("failed", "passed", "passed")])
def test_a_test_that_reports_twice_has_its_worse_word(order):
    assert rows(*(line("test_1", outcome) for outcome in order), line("test_2")) == [FAILED, ACCEPTED]


DISTURBED = ("wrong_answer", "tests_disturbed")
PASSES = (line("test_1"), line("test_2"))


@pytest.mark.parametrize(
    "reported",
    [
        lambda files: (traps(files, "passed"), ()),
        lambda files: (traps(files[:1]), traps(files[1:], "passed", 1) + traps(files[1:])),
        lambda files: (traps(files, "skipped"), ()),
        lambda files: (traps(files, "error"), ()),
        lambda files: ((), ()),
        lambda files: (traps(files[:1]), ()),
        lambda files: ((), traps(files[1:])),
        lambda files: (traps(files, count=IN_EACH_FILE - 1), ()),
        lambda files: (traps(["test_guessed.py", "test_again.py"]), ()),
    ],
    ids=["pass", "one passes", "skipped", "error", "none", "last not", "first not", "not all", "others"],
)
def test_no_pass_counts_where_a_test_that_must_fail_did_not(reported):
    assert rows(*PASSES, traps=reported) == [DISTURBED, DISTURBED]


def test_what_failed_says_so_all_the_same():
    disturbed = rows(line("test_1"), line("test_2", "failed"), traps=lambda files: (traps(files, "passed"), ()))
    assert disturbed == [DISTURBED, FAILED]


def test_passes_count_that_were_reported_before_a_process_ended_early():
    assert rows(line("test_1"), traps=lambda files: (traps(files[:1]), ())) == [ACCEPTED, MISSING]
    assert rows(line("test_1"), traps=lambda files: ((), ())) == [DISTURBED, MISSING]


def test_names_of_the_judges_own_tests_are_new_in_every_run():
    seen = []
    for _ in range(2):
        rows(*PASSES, traps=lambda files: (seen.append(files) or traps(files), ()))
    assert len({name for files in seen for name in files}) == 2 * (len(STAGE.groups) + 1)


def test_a_test_without_a_result_has_the_verdict_of_the_limit_that_was_hit():
    assert rows(line("test_1"), **TIMED_OUT) == [ACCEPTED, ("time_limit_exceeded", "wall_time")]
    assert rows(line("test_1"), oom_kills=1) == [ACCEPTED, ("memory_limit_exceeded", "out_of_memory")]
    assert rows(line("test_1"), exit_code=-1, signal=11) == [ACCEPTED, ("runtime_error", "killed_by_signal")]


def test_a_broken_limit_counts_even_if_every_test_reported():
    assert rows(line("test_1"), line("test_2"), memory_kib=2 << 20) == [("memory_limit_exceeded", "out_of_memory")] * 2


def test_a_process_that_leaves_early_has_not_passed():
    assert rows(exit_code=0) == [MISSING, MISSING]
    assert rows(line("test_1"), exit_code=7) == [ACCEPTED, MISSING]


@pytest.mark.parametrize("path", ["sample/test_a.py", "sample"])
@pytest.mark.parametrize("cause", ["collection_failed", "missing_dependency"])
def test_tests_of_a_file_that_could_not_be_loaded_say_why(path, cause):
    broken = {"kind": "broken", "path": path, "cause": cause, "message": "ImportError: no"}
    assert rows(broken) == [("runtime_error", cause)] * 2


def test_a_broken_file_explains_only_its_own_tests():
    broken = {"kind": "broken", "path": "sample/test_a", "cause": "collection_failed", "message": ""}
    assert rows(broken) == [MISSING, MISSING]


LONG = "x" * 500_000


def test_what_a_submission_has_reported_in_the_name_of_a_test_is_shown_briefly():
    failed = line("test_1", "failed", message=LONG, text=LONG, output=LONG)
    broken = {"kind": "broken", "path": "sample/test_a.py", "cause": "collection_failed", "message": LONG}
    for test in reports(failed, broken):
        assert test.message.startswith(("x" * 1000, CAUSES["collection_failed"]))
        assert len(test.message) < 3000
        assert all(len(text) < 5000 for text in (test.evidence.diff, test.evidence.output))


def test_evidence_of_all_tests_together_is_bounded():
    names = [f"test_{number}" for number in range(100)]
    failed = [line(name, "failed", text=LONG, output=LONG) for name in names]
    tests = reports(*failed, tests=tuple(each["id"] for each in failed))
    assert [tests[0].evidence.diff[:3], tests[-1].evidence] == ["xxx", Evidence()]
    assert sum(len(repr(test)) for test in tests) < 400_000


def test_every_test_says_which_limits_the_process_came_near():
    close = reports(line("test_1"), line("test_2", "failed"), cpu_ms=STAGE.limits.cpu_s * 950)
    assert [test.near for test in close] == [("cpu_time",)] * 2


def test_the_runtimes_own_words_for_a_lack_of_memory_are_known():
    assert rows(line("test_1"), exit_code=1, stderr=b"heap space") == [
        ACCEPTED,
        ("memory_limit_exceeded", "out_of_memory"),
    ]


def test_reading_a_full_pipe_of_empty_lines_takes_no_time():
    started = time.process_time()
    assert list(read(b"\n" * RESULTS_BYTES, "n" * 32)) == []
    assert time.process_time() - started < 1


def test_reading_a_flood_of_lines_takes_no_time():
    assert list(read(b"[\n" * 100_000, "nonce")) == []
