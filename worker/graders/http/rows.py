"""A tester's line as a row of the report: what the check said, or else what became of the service meanwhile."""

import time
from dataclasses import replace

from judge.domain.report import Evidence, TestReport
from judge.domain.verdict import Verdict
from worker.graders.classify import RAN, Outcome
from worker.graders.evidence import Budget, clean, shown_end
from worker.graders.http.candidate import CandidateService
from worker.graders.http.lines import TestLine
from worker.graders.http.starting import death
from worker.graders.near import near_of_test
from worker.graders.sheet import Sheet, TestId

_MESSAGE_BYTES = 2000
_WORDS_BYTES = 2000
_DETAIL_BYTES = 8000
_DYING_S = 0.15
"""A broken connection is noticed before its process is gone."""

VERDICTS = {
    "request_timeout": Verdict.TIME_LIMIT_EXCEEDED,
    "test_timeout": Verdict.TIME_LIMIT_EXCEEDED,
    "listened_but_never_answered": Verdict.TIME_LIMIT_EXCEEDED,
    "cpu_time": Verdict.TIME_LIMIT_EXCEEDED,
    "response_too_large": Verdict.OUTPUT_LIMIT_EXCEEDED,
    "out_of_memory": Verdict.MEMORY_LIMIT_EXCEEDED,
    "unreachable": Verdict.WRONG_ANSWER,
    "exited_at_start": Verdict.RUNTIME_ERROR,
    "never_listened": Verdict.RUNTIME_ERROR,
    "missing_dependency": Verdict.RUNTIME_ERROR,
    "too_many_processes": Verdict.RUNTIME_ERROR,
    "disk_full": Verdict.RUNTIME_ERROR,
    "port_taken": Verdict.RUNTIME_ERROR,
}


def tested(sheet: Sheet, test: TestId, line: TestLine, service: CandidateService, budget: Budget) -> TestReport:
    """The row of one test that has reported."""
    close = near_of_test(line.wall_ms, service.stage.service.test_timeout_s) if line.reason != "test_timeout" else ()
    if line.outcome == "passed":
        return replace(sheet.row(test, RAN), wall_ms=round(line.wall_ms), near=close)
    ours = line.reason == "sidecar_failed"  # and a service that dies without its database is not to blame
    died = None if ours else _death(service, unreachable=line.reason == "unreachable")
    outcome = died or _outcome(line)
    report = sheet.row(test, outcome)
    message = clean(line.message, _MESSAGE_BYTES)
    if outcome.verdict is Verdict.JUDGE_ERROR:
        message = report.message
    elif died or not message:
        message = " ".join(part for part in (report.message, message) if part)
    # What it printed last may quote the requests of tests that the candidate does not see.
    printed = shown_end(service.log(), _WORDS_BYTES) if died else ""
    evidence = Evidence(
        expected=clean(line.expected),
        curl=clean(line.curl),
        transcript=clean(line.transcript, 2 * _WORDS_BYTES),
        stderr=printed if sheet.all_full else "",
    )
    return replace(
        report,
        wall_ms=round(line.wall_ms),
        near=close,
        message=clean(message, 2 * _MESSAGE_BYTES),
        detail=_detail(line, printed),
        evidence=budget.spend(evidence),
    )


def _detail(line: TestLine, printed: str) -> str:
    """The last words have their room, however long the traceback is."""
    room_bytes = _DETAIL_BYTES - (_WORDS_BYTES if printed else 0)
    said = clean("\n".join(part for part in (line.message, line.detail) if part), room_bytes)
    return "\n".join(part for part in (said, printed) if part)


def _outcome(line: TestLine) -> Outcome:
    if line.reason in VERDICTS:
        return Outcome(VERDICTS[line.reason], line.reason)
    if line.reason or line.outcome == "error":  # nothing that a service can bring about
        cause = line.reason if line.reason == "sidecar_failed" else "checker_failed"
        return Outcome(Verdict.JUDGE_ERROR, cause)
    return Outcome(Verdict.WRONG_ANSWER, "tests_failed")


def _death(service: CandidateService, *, unreachable: bool) -> Outcome | None:
    """Why the service is gone, if it is and should not be."""
    if not service.should_run:
        return None
    until = time.monotonic() + (_DYING_S if unreachable else 0.0)
    while (died := death(service.facts())) is None and time.monotonic() < until:
        time.sleep(0.01)
    return died
