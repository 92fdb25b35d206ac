"""Rows of an http stage: how much they show, which limits they name, and what became of the service meanwhile."""

import json
from collections import deque
from dataclasses import replace

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.domain.messages import CAUSES
from judge.domain.report import Evidence
from tests.fakes.pod import ALIVE, ENDED, FakePod, FakeTester, not_started, out_of_time
from tests.unit.grading_sample import recorded_tests
from tests.unit.test_graders_http import PASSED, READY, STAGE, TESTS, UP, Graded, ask, line
from worker.graders.http.lines import read
from worker.graders.http.starting import how_it_ended
from worker.sandbox.interface import Deadline, EndedBy, Seen

LONG = "x" * 60_000
SAMPLES = replace(STAGE, points=10, groups=STAGE.groups[:1])
TIMEOUT_MS = STAGE.service.test_timeout_s * 1000


def pod_of(**facts):
    pod = FakePod(FakeTester(deque()))
    return pod, lambda: pod.box.dies(**facts)


def test_what_a_tester_says_of_a_failure_is_shown_briefly():
    texts = dict.fromkeys(("message", "detail", "curl", "transcript", "expected"), LONG)
    row = Graded(UP, READY, line(outcome="failed", **texts), *PASSED[1:]).rows[0]
    shown = (row.message, row.detail, row.evidence.curl, row.evidence.transcript, row.evidence.expected)
    assert [text[:1] for text in shown] == ["x"] * 5
    assert [len(text) <= bound + 50 for text, bound in zip(shown, (2000, 8000, 4096, 4000, 4096), strict=True)] == (
        [True] * 5
    )
    assert len(row.detail) >= 8000


def test_what_a_service_printed_is_shown_by_its_end():
    pod, death = pod_of(exit_code=3, output=(b"x" * 99 + b"\n") * 600 + b"panic")
    row = Graded(UP, READY, death, line(outcome="failed"), *PASSED[1:], pod=pod).rows[0]
    assert "bytes before this …\nxxx" in row.detail
    assert row.detail.endswith("xxx\npanic")
    assert 1800 < len(row.detail) < 2100


def test_a_long_traceback_leaves_room_for_the_last_words():
    pod, death = pod_of(exit_code=3, output=(b"y" * 99 + b"\n") * 600 + b"panic")
    row = Graded(UP, READY, death, line(outcome="failed", detail=LONG), *PASSED[1:], pod=pod).rows[0]
    assert row.detail.startswith("x")
    assert row.detail.endswith("yyy\npanic")
    assert len(row.detail) <= 8100


def test_a_death_counts_for_the_test_that_was_judged_after_it_and_not_for_the_one_before():
    pod, death = pod_of(exit_code=1)
    failed = [line(name, "failed") for name in TESTS]
    graded = Graded(UP, READY, failed[0], ask("judged"), death, failed[1], ask("judged"), *PASSED[2:], pod=pod)
    assert graded.causes[:2] == ["tests_failed", "died_during_test"]
    assert graded.told[1:] == [{"n": 7, "ok": {}}] * 2


def test_evidence_of_all_tests_together_is_bounded():
    names = [f"sample/test_a.py::test_{number}" for number in range(100)]
    texts = dict.fromkeys(("curl", "transcript", "expected"), LONG)
    failed = [line(name, "failed", **texts) for name in names]
    rows = Graded(UP, READY, *failed, recorded=recorded_tests([*names, TESTS[1]])[:-1], stage=SAMPLES).rows
    assert (rows[0].evidence.curl[:1], rows[-1].evidence) == ("x", Evidence())


def test_a_test_that_came_near_its_time_says_so_unless_it_was_ended_there():
    lines = (
        line(wall_ms=0.95 * TIMEOUT_MS),
        line(TESTS[1], "failed", wall_ms=0.95 * TIMEOUT_MS),
        line(TESTS[2], "failed", wall_ms=TIMEOUT_MS, reason="test_timeout"),
    )
    assert [row.near for row in Graded(UP, READY, *lines).rows] == [("wall_time",), ("wall_time",), ()]


def test_a_service_whose_connection_broke_is_given_a_moment_to_die():
    pod, death = pod_of(exit_code=3)
    looks = []

    def facts():
        looks.append(pod.box.now.alive)
        if len(looks) == 3:
            death()
        return pod.box.now

    pod.box.facts = facts
    row = Graded(UP, READY, line(outcome="failed", reason="unreachable"), *PASSED[1:], pod=pod).rows[0]
    assert row.cause == "died_during_test"


def test_a_service_that_merely_answers_wrongly_is_not_waited_for():
    pod, _ = pod_of()
    looks = []
    pod.box.facts = lambda: looks.append(1) or pod.box.now
    Graded(UP, READY, line(outcome="failed"), *PASSED[1:], pod=pod)
    assert len(looks) == 1


def test_what_a_service_printed_while_it_lives_is_no_cause_of_a_failed_check():
    pod, _ = pod_of()
    alive = replace(ALIVE, output=b"GET /hidden")
    row = Graded(UP, READY, lambda: setattr(pod.box, "now", alive), line(outcome="failed"), *PASSED[1:], pod=pod).rows[
        0
    ]
    assert "GET /hidden" not in f"{row.message} {row.detail} {row.evidence}"


@pytest.mark.parametrize("seen", [Seen.REFUSED, Seen.SILENT, Seen.ANSWERED])
def test_what_a_later_start_that_is_never_ready_has_printed_is_not_told(seen):
    pod, _ = pod_of()
    never = not_started(seen, output=b"GET /hidden")
    graded = Graded(UP, READY, lambda: pod.box.outcomes.append(never), ask("restart", grace_s=1), *PASSED, pod=pod)
    assert graded.told[1]["error"] in ("never_listened", "listened_but_never_answered")
    assert "GET /hidden" not in graded.told[1]["message"]


def test_a_service_that_answers_but_not_well_is_told_what_it_answered():
    pod, _ = pod_of()
    pod.box.outcomes.append(not_started(Seen.ANSWERED, "HTTP/1.1 503"))
    message = Graded(UP, READY, *PASSED, pod=pod).rows[0].message
    assert "'HTTP/1.1 503', and only 2xx counts" in message


@pytest.mark.parametrize(
    ("facts", "verdict", "cause"),
    [
        ({"oom_kills": 1, "signal": 9}, "memory_limit_exceeded", "out_of_memory"),
        ({"oom_kills": 1, "ended_by": EndedBy.CPU}, "memory_limit_exceeded", "out_of_memory"),
        ({"signal": 24}, "time_limit_exceeded", "cpu_time"),
        ({"signal": 25}, "runtime_error", "disk_full"),
        ({"exit_code": 1, "disk_full": True}, "runtime_error", "disk_full"),
        ({"signal": 11}, "runtime_error", "died_during_test"),
    ],
)
def test_how_a_service_ended_decides_what_it_died_of(facts, verdict, cause):
    pod, death = pod_of(**facts)
    failed = line(outcome="failed", message="GET /: no answer")
    row = Graded(UP, READY, death, failed, *PASSED[1:], pod=pod).rows[0]
    assert (row.verdict, row.cause) == (verdict, cause)
    assert row.message.startswith(CAUSES[cause])
    assert row.message.endswith("GET /: no answer")


def test_a_service_that_the_judge_ended_has_no_end_of_its_own_to_report():
    assert Graded(UP, READY, *PASSED).report.exit == ""
    assert Graded(UP, READY, ask("kill"), *PASSED).report.exit == ""
    ours = (EndedBy.RUNNING, EndedBy.STOP, EndedBy.KILL, EndedBy.NEVER_STARTED)
    assert [how_it_ended(replace(ALIVE, ended_by=by, signal=9)) for by in ours] == [""] * 4
    assert how_it_ended(replace(ALIVE, ended_by=EndedBy.MEMORY, signal=9)) == "SIGKILL"


@pytest.mark.parametrize("facts", [{"alive": False, "ended_by": EndedBy.ITSELF, "exit_code": 1}, {}])
def test_what_a_service_printed_before_it_failed_to_start_is_told_by_its_end(facts):
    pod, _ = pod_of()
    pod.box.outcomes.append(not_started(**facts, output=(b"x" * 99 + b"\n") * 600 + b"panic"))
    message = Graded(UP, READY, *PASSED, pod=pod).rows[0].message
    assert message.endswith("xxx\npanic")
    assert 1000 < len(message) < 2000
    pod.box.outcomes.append(not_started(**facts))
    assert Graded(UP, READY, *PASSED, pod=pod).rows[0].message.endswith("It printed nothing.")


def test_a_tester_that_answers_kept_busy_until_its_processor_time_was_over_is_out_of_time():
    graded = Graded(UP, READY, PASSED[0], result=replace(out_of_time(), deadline=Deadline.CPU))
    assert graded.verdicts == ["accepted", "time_limit_exceeded", "time_limit_exceeded"]


def test_what_a_test_came_to_counts_even_if_the_stages_time_ended_one_before_it():
    graded = Graded(UP, READY, PASSED[1], result=out_of_time())
    assert graded.verdicts == ["time_limit_exceeded", "accepted", "time_limit_exceeded"]


def test_a_tester_that_collects_amid_its_tests_is_not_believed():
    collected = {"kind": "collected", "id": TESTS[0], "group": "sample"}
    with pytest.raises(SandboxUnavailable, match="collected"):
        Graded(UP, READY, collected, *PASSED)


def test_a_line_without_an_end_is_given_up_before_it_ends():
    def flood():
        for _ in range(1000):
            yield b"x" * 4096
        pytest.fail("it was heard to its end")

    with pytest.raises(SandboxUnavailable, match="without an end"):
        list(read(flood()))


@pytest.mark.parametrize(
    "wrong",
    [
        line(points=5),
        *(line(wall_ms=number) for number in (-1, 1e12, float("inf"), float("nan"))),
        *({"kind": "collected", "id": "a", "group": "b", "points": number} for number in (-1, 1e9, float("nan"))),
        {"kind": "ask", "n": "first", "op": "logs"},
    ],
)
def test_a_line_with_a_field_that_nobody_knows_or_that_cannot_be_is_not_read(wrong):
    with pytest.raises(SandboxUnavailable, match="nobody understands"):
        list(read([json.dumps(wrong).encode() + b"\n"]))


def test_a_tester_that_ends_amid_a_line_has_not_said_it():
    with pytest.raises(SandboxUnavailable, match="middle of a line"):
        list(read([b'{"kind": "up"}\n{"kind": "te', b'st"']))


@pytest.mark.parametrize(
    ("result", "cause"), [(out_of_time(), "wall_time"), (replace(ENDED, oom_kills=1), "response_too_large")]
)
def test_a_tester_that_was_ended_amid_a_line_is_no_broken_one(result, cause):
    graded = Graded(UP, READY, PASSED[0], b'{"kind": "te', result=result)
    assert graded.causes == ["", cause, cause]


def test_a_tester_that_ends_amid_a_line_by_itself_is_our_fault():
    with pytest.raises(SandboxUnavailable, match="middle of a line"):
        Graded(UP, READY, PASSED[0], b'{"kind": "te')
