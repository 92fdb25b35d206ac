"""The build step: the runtime's commands, one after another, in the submission's own tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from judge.domain.errors import NoRoom
from judge.domain.limits import BUILD, Limits
from judge.domain.report import BuildReport
from judge.domain.verdict import Verdict
from worker.graders.classify import RAN, Outcome, classify
from worker.graders.evidence import shown
from worker.sandbox.interface import Box, RunRequest

LOG_BYTES = 16 * 1024

_LIMITS = ("out_of_memory", "cpu_time", "wall_time", "disk_full", "too_many_processes")


@dataclass(frozen=True, slots=True)
class Built:
    """``outcome`` is accepted, or ``compile_error`` with the limit that broke the build as its cause, if one did."""

    report: BuildReport
    outcome: Outcome


_NOTHING: Mapping[str, bytes] = {}


def build(
    box: Box,
    commands: Sequence[Sequence[str]],
    limits: Limits = BUILD,
    *,
    readonly: Mapping[str, bytes] = _NOTHING,
) -> Built:
    """Run ``commands`` up to the first that fails. ``readonly`` files are put back in the end: code of the submission
    may have been part of its build."""
    log = b""
    wall_ms = 0.0
    outcome = RAN
    for command in commands:
        result = box.run(RunRequest(argv=command, limits=limits, build=True))
        log += result.stdout + result.stderr
        wall_ms += result.wall_ms
        # A talkative compiler is not a failed one: its log is cut, that is all.
        outcome = classify(replace(result, stdout_cut=False), limits)
        if outcome.verdict is not Verdict.ACCEPTED:
            outcome = _failure(outcome)
            break
    else:
        if commands and readonly:
            outcome = _put_back(box, readonly)
    report = BuildReport(ok=outcome.verdict is Verdict.ACCEPTED, log=shown(log, LOG_BYTES), wall_ms=round(wall_ms))
    return Built(report, outcome)


def _put_back(box: Box, readonly: Mapping[str, bytes]) -> Outcome:
    try:
        box.put(readonly)
    except NoRoom:
        return _failure(Outcome(Verdict.RUNTIME_ERROR, "disk_full"))
    return RAN


def _failure(outcome: Outcome) -> Outcome:
    if outcome.cause in _LIMITS:
        return Outcome(Verdict.COMPILE_ERROR, outcome.cause, "It happened while your code was being built.")
    return Outcome(Verdict.COMPILE_ERROR, "build_failed")
