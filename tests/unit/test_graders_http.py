"""Stages of kind http over a scripted pod: what each thing that a tester says, or a service does, comes to."""

import json
from collections import deque
from dataclasses import replace

import pytest

from judge.domain.challenge import Group, HttpStage, Visibility
from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from judge.domain.messages import CAUSES
from judge.domain.service import Ready, Service
from tests.fakes.pod import ENDED, FakePod, FakeTester, not_started, out_of_time
from tests.unit.grading_sample import PYTHON, RUNTIMES, recorded_tests
from worker.graders.http.grade import grade_http
from worker.graders.http.rows import VERDICTS
from worker.graders.sheet import Sheet
from worker.graders.stage import StageRun
from worker.sandbox.interface import EndedBy, Seen

TESTS = ("sample/test_a.py::test_one", "hidden/test_b.py::test_two", "hidden/test_b.py::test_three")
RECORDED = recorded_tests(TESTS)
UP = {"kind": "up"}
READY = {"kind": "ask", "n": 1, "op": "ready"}
STAGE = HttpStage(
    name="api",
    points=30,
    limits=Limits(cpu_s=20, wall_s=60),
    groups=(
        Group(name="sample", points=10, visibility=Visibility.FULL),
        Group(name="hidden", points=20, visibility=Visibility.NAME),
    ),
    files={"sample/test_a.py": b"", "hidden/test_b.py": b""},
    service=Service(ready=Ready(path="/healthz", within_s=3), env={"LEVEL": "info"}),
)


def line(name=TESTS[0], outcome="passed", **more):
    return {"kind": "test", "id": name, "outcome": outcome, "wall_ms": 4.0, **more}


PASSED = [line(name) for name in TESTS]


class Graded:
    def __init__(self, *script, pod=None, stage=STAGE, result=ENDED, sidecar_types=None, recorded=RECORDED):
        self.pod = pod or FakePod(FakeTester(deque()))
        self.pod.tester.scripts.append(script)
        self.pod.tester.result = result
        self.sheet = Sheet(stage, recorded)
        self.run = StageRun(
            sheet=self.sheet,
            box=self.pod.box,
            argv=("python3", "main.py"),
            limits=stage.limits,
            runtime=PYTHON,
            sandbox=None,
            runtimes=RUNTIMES,
            pod=self.pod,
            sidecar_types=sidecar_types or {},
        )
        self.rows = []
        grading = grade_http(self.run)
        try:
            while True:
                self.rows.append(next(grading))
        except StopIteration as end:
            self.report = end.value

    @property
    def verdicts(self):
        return [row.verdict.value for row in self.rows]

    @property
    def causes(self):
        return [row.cause for row in self.rows]

    @property
    def told(self):
        return self.pod.tester.conversations[0].told


def test_what_all_tests_say_passed_is_accepted_and_the_service_is_gone_afterwards():
    graded = Graded(UP, READY, *PASSED)
    assert graded.verdicts == ["accepted"] * 3
    assert graded.pod.box.calls == ["start", "end"]
    assert graded.told == [{"n": 1, "ok": {"started_in_s": 0.12}}]
    assert (graded.report.started_ms, graded.report.starts, graded.report.memory_kib) == (120, 1, 30_000)


def test_the_service_starts_only_once_the_tester_holds_its_ports():
    order = []
    pod = FakePod(FakeTester(deque()))
    Graded(lambda: order.append(list(pod.box.calls)), UP, READY, *PASSED, pod=pod)
    assert order == [[]]


def test_the_service_gets_its_surroundings_and_the_tester_its_order():
    graded = Graded(UP, READY, *PASSED)
    request = graded.pod.box.requests[0]
    assert request.env == {"LEVEL": "info", "HOST": "127.0.0.1", "PORT": "8080", "DATA_DIR": "/box/data"}
    assert (request.ready.port, request.ready.path, request.ready.within_s) == (8080, "/healthz", 3)
    order = json.loads(graded.pod.tester.requests[0].stdin)
    assert (order["mode"], order["groups"], order["port"]) == ("run", ["sample", "hidden"], 8080)
    assert set(graded.pod.tester.requests[0].files) == {"tests/sample/test_a.py", "tests/hidden/test_b.py"}


def test_rows_come_in_the_order_of_the_sheet_whatever_the_order_of_the_lines():
    graded = Graded(UP, READY, *reversed(PASSED))
    assert [row.name for row in graded.rows] == list(TESTS)


def test_a_failed_check_shows_its_request_and_tells_the_manager_more():
    failed = line(
        outcome="failed", message="expected 201", detail="Traceback", curl="curl x", transcript="> GET", expected="201"
    )
    row = Graded(UP, READY, failed, *PASSED[1:]).rows[0]
    assert (row.verdict, row.cause, row.message, row.detail) == (
        "wrong_answer",
        "tests_failed",
        "expected 201",
        "expected 201\nTraceback",
    )
    assert (row.evidence.curl, row.evidence.transcript, row.evidence.expected) == ("curl x", "> GET", "201")


@pytest.mark.parametrize(("reason", "verdict"), VERDICTS.items())
def test_a_special_reason_has_its_verdict(reason, verdict):
    row = Graded(UP, READY, line(outcome="failed", reason=reason), *PASSED[1:]).rows[0]
    assert (row.verdict, row.cause) == (verdict, reason)
    assert CAUSES[reason] in row.message


@pytest.mark.parametrize("reason", ["accepted", "sidecar_failed", "refused"])
def test_a_reason_that_is_not_the_candidates_is_never_held_against_them(reason):
    row = Graded(UP, READY, line(outcome="failed", reason=reason), *PASSED[1:]).rows[0]
    assert row.verdict == "judge_error"


def test_a_test_that_is_itself_mistaken_is_the_authors_fault():
    row = Graded(UP, READY, line(outcome="error", message="no fixture 'servic'"), *PASSED[1:]).rows[0]
    assert (row.verdict, row.cause) == ("judge_error", "checker_failed")
    assert "servic" in row.detail
    assert "servic'" not in row.message


@pytest.mark.parametrize("outcome", ["failed", "skipped"])
def test_only_passed_is_accepted(outcome):
    assert Graded(UP, READY, line(outcome=outcome), *PASSED[1:]).verdicts[0] == "wrong_answer"


@pytest.mark.parametrize(
    ("started", "verdict", "cause"),
    [
        (
            not_started(alive=False, ended_by=EndedBy.ITSELF, exit_code=1, output=b"boom"),
            "runtime_error",
            "exited_at_start",
        ),
        (
            not_started(alive=False, ended_by=EndedBy.ITSELF, output=b"ModuleNotFoundError: No module named 'x'"),
            "runtime_error",
            "missing_dependency",
        ),
        (not_started(alive=False, ended_by=EndedBy.MEMORY), "memory_limit_exceeded", "out_of_memory"),
        (not_started(alive=False, ended_by=EndedBy.CPU), "time_limit_exceeded", "cpu_time"),
        (not_started(alive=False, ended_by=EndedBy.PROCESSES), "runtime_error", "too_many_processes"),
        (not_started(Seen.REFUSED), "runtime_error", "never_listened"),
        (not_started(Seen.SILENT), "time_limit_exceeded", "listened_but_never_answered"),
        (not_started(Seen.ANSWERED, "HTTP/1.1 503"), "time_limit_exceeded", "listened_but_never_answered"),
    ],
)
def test_a_service_that_does_not_start_fails_every_promised_test(started, verdict, cause):
    pod = FakePod(FakeTester(deque()))
    pod.box.outcomes.append(started)
    graded = Graded(UP, READY, *PASSED, pod=pod)
    assert graded.verdicts == [verdict] * 3
    assert graded.causes == [cause] * 3
    assert started.facts.output.decode() in graded.rows[0].message
    assert graded.pod.tester.conversations[0].aborted
    assert graded.report.started_ms == 0


def test_a_service_that_dies_during_a_test_is_named_with_its_last_words():
    pod = FakePod(FakeTester(deque()))

    def death():
        pod.box.dies(exit_code=3, output=b"panic")

    graded = Graded(UP, READY, PASSED[0], death, line(TESTS[1], "failed", reason="unreachable"), PASSED[2], pod=pod)
    assert graded.verdicts == ["accepted", "runtime_error", "accepted"]
    assert graded.causes[1] == "died_during_test"
    assert "exit status 3" in graded.rows[1].message
    assert (graded.rows[1].evidence.stderr, graded.rows[1].detail) == ("", "panic")
    assert graded.report.exit == "exit status 3"


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"ended_by": EndedBy.MEMORY}, "out_of_memory"),
        ({"ended_by": EndedBy.CPU}, "cpu_time"),
        ({"alive": True, "ended_by": EndedBy.RUNNING, "oom_kills": 1}, "out_of_memory"),
        ({"alive": True, "ended_by": EndedBy.RUNNING, "disk_full": True}, "disk_full"),
        ({"alive": True, "ended_by": EndedBy.RUNNING, "processes_full": True}, "too_many_processes"),
    ],
)
def test_a_limit_that_broke_the_service_is_the_cause_of_the_failed_test(facts, cause):
    pod = FakePod(FakeTester(deque()))
    graded = Graded(UP, READY, lambda: pod.box.dies(**facts), line(outcome="failed"), *PASSED[1:], pod=pod)
    assert graded.causes == [cause, "", ""]


def test_nobody_is_blamed_for_a_service_that_the_test_itself_has_killed():
    kill = {"kind": "ask", "n": 2, "op": "kill"}
    graded = Graded(UP, READY, kill, line(outcome="failed", message="lost a write"), *PASSED[1:])
    assert (graded.causes[0], graded.rows[0].message) == ("tests_failed", "lost a write")


def test_tests_that_the_stages_time_did_not_reach_are_out_of_time():
    graded = Graded(UP, READY, PASSED[0], result=out_of_time())
    assert graded.verdicts == ["accepted", "time_limit_exceeded", "time_limit_exceeded"]
    assert graded.causes[1] == "wall_time"


@pytest.mark.parametrize(
    "script",
    [
        [UP, READY, PASSED[0]],
        [UP, READY, PASSED[0], PASSED[0], *PASSED[1:]],
        [UP, READY, line("sample/test_a.py::test_made_up"), *PASSED],
        [UP, READY, {"kind": "test", "id": TESTS[0], "outcome": "splendid"}],
        [UP, READY, {"kind": "broken", "path": "sample/test_a.py", "message": "SyntaxError"}],
        [UP, {"kind": "collected", "id": TESTS[0], "group": "sample"}],
        [{"no": "kind"}],
        [],
    ],
    ids=[
        "ends early",
        "reports twice",
        "makes one up",
        "unknown outcome",
        "broken file",
        "collects",
        "nonsense",
        "mute",
    ],
)
def test_a_tester_that_does_not_do_its_work_is_our_fault_and_never_a_verdict(script):
    with pytest.raises(SandboxUnavailable):
        Graded(*script)


def ask(op, **wants):
    return {"kind": "ask", "n": 7, "op": op, **wants}


def test_the_tester_may_stop_and_start_the_service():
    graded = Graded(UP, READY, ask("stop", grace_s=2), ask("start"), ask("restart", grace_s=99), ask("kill"), *PASSED)
    assert graded.pod.box.calls == ["start", "stop 2 SIGTERM", "start", "stop 30 SIGTERM", "start", "kill", "end"]
    stopped = graded.told[1]["ok"]
    assert (stopped["exited"], stopped["exit_code"], stopped["leftovers"]) == (True, 0, 0)
    assert graded.report.starts == 3


def test_a_start_that_fails_later_is_told_to_the_test_that_asked():
    pod = FakePod(FakeTester(deque()))
    graded = Graded(
        UP,
        READY,
        lambda: pod.box.outcomes.append(not_started(alive=False, ended_by=EndedBy.ITSELF, exit_code=1)),
        ask("restart", grace_s=1),
        *PASSED,
        pod=pod,
    )
    assert graded.told[1]["error"] == "exited_at_start"


@pytest.mark.parametrize(
    "wrong", [ask("explode"), ask("stop"), ask("stop", grace_s="x"), ask("sidecar", name="db", action="pause")]
)
def test_what_cannot_be_asked_is_refused_and_nothing_happens(wrong):
    graded = Graded(UP, READY, wrong, *PASSED)
    assert graded.told[1]["error"] == "refused"
    assert graded.pod.box.calls == ["start", "end"]


def test_renew_wipes_what_the_service_wrote():
    graded = Graded(UP, READY, ask("renew"), *PASSED)
    assert graded.pod.box.calls[:2] == ["start", "end"]
    assert graded.told[1]["ok"] == {"started_in_s": 0.12}


def test_answers_that_do_not_fit_into_the_testers_memory_are_no_fault_of_ours():
    """It ended as ``judge_error``, which gives an attempt back: answers could be made to be too many to keep."""
    ended = replace(ENDED, exit_code=-1, signal=9, oom_kills=1)
    graded = Graded(UP, READY, PASSED[0], result=ended)
    assert graded.verdicts == ["accepted", "output_limit_exceeded", "output_limit_exceeded"]
    assert graded.causes[1:] == ["response_too_large"] * 2
