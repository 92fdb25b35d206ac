"""A program run on an input of the candidate's own. Nothing is expected of it, so nothing is right or wrong."""

from dataclasses import replace

from judge.domain.challenge import AnyStage
from judge.domain.report import OwnRun, Report
from judge.domain.trial import OwnInput
from worker.graders.build import build
from worker.graders.classify import classify, signal_name
from worker.graders.evidence import shown
from worker.graders.plan import Plan
from worker.sandbox.interface import Box, RunRequest, RunResult

TEXT_BYTES = 64 * 1024
"""Of standard output and of standard error, each."""


def own_run(own: OwnInput, stage: AnyStage, todo: Plan, box: Box) -> Report:
    """Build and run once, within the limits of ``stage``. Raises SandboxUnavailable."""
    box.put(todo.files)
    built = build(box, todo.build, todo.build_limits, readonly=todo.readonly)
    outcome = built.outcome
    report = Report(build=built.report, sandbox=box.report)
    if built.report.ok:
        limits = todo.limits(stage)
        argv = (*todo.program(stage), *own.args)
        result = box.run(RunRequest(argv=argv, limits=limits, stdin=own.input.encode()))
        outcome = classify(result, limits, memory_messages=todo.runtime.memory_messages)
        report = replace(report, own=_facts(result))
    return replace(report, verdict=outcome.verdict, cause=outcome.cause, message=outcome.message)


def _facts(result: RunResult) -> OwnRun:
    return OwnRun(
        stdout=shown(result.stdout, TEXT_BYTES),
        stderr=shown(result.stderr, TEXT_BYTES),
        stdout_cut=result.stdout_cut or len(result.stdout) > TEXT_BYTES,
        stderr_cut=result.stderr_cut or len(result.stderr) > TEXT_BYTES,
        exit_code=result.exit_code,
        signal=signal_name(result.signal) if result.signal >= 0 else "",
        cpu_ms=round(result.cpu_ms),
        wall_ms=round(result.wall_ms),
        memory_kib=result.memory_kib,
    )
