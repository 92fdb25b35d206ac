"""``stdio`` stages: the program runs once per case, and its standard output is checked here or in a checker's box."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from judge.domain.challenge import Case, StdioStage
from judge.domain.report import Evidence
from judge.domain.verdict import Verdict
from worker.graders.checkers import opened
from worker.graders.checkers.checked import Check, Checked
from worker.graders.classify import Outcome, classify
from worker.graders.evidence import Budget, shown
from worker.graders.near import near
from worker.graders.stage import Rows, StageRun
from worker.sandbox.interface import Box, RunRequest, RunResult

_STOPPED_EARLY = Outcome(Verdict.SKIPPED, "stopped_early")


def grade_stdio(run: StageRun) -> Rows:
    stage = run.sheet.stage
    if not isinstance(stage, StdioStage):
        raise TypeError(f"stage {stage.name} is not a stdio stage")
    requests = [_request(run, case) for case in stage.cases]
    budget = Budget()
    done = 0
    with opened(stage.checker, run.sandbox, run.runtimes) as check, _running(run.box, requests) as results:
        for test, case, result in zip(run.sheet.tests, stage.cases, results, strict=True):
            done += 1
            checked = _judge(run, case, result, check)
            report = replace(run.sheet.row(test, checked.outcome, result), near=near(result, run.limits))
            if report.verdict is not Verdict.ACCEPTED:
                report = replace(report, evidence=budget.spend(_evidence(case, result, checked)))
            yield report
            if stage.stop_on_first_failure and report.verdict is not Verdict.ACCEPTED:
                break
    for test in run.sheet.tests[done:]:
        yield run.sheet.row(test, _STOPPED_EARLY)
    return None


def _request(run: StageRun, case: Case) -> RunRequest:
    return RunRequest(argv=(*run.argv, *case.args), limits=run.limits, stdin=case.input)


def _judge(run: StageRun, case: Case, result: RunResult, check: Check) -> Checked:
    """How the run ended decides first; only the output of a run that ended well is looked at."""
    outcome = classify(result, run.limits, memory_messages=run.runtime.memory_messages)
    return check(case, result.stdout) if outcome.verdict is Verdict.ACCEPTED else Checked(outcome)


def _evidence(case: Case, result: RunResult, checked: Checked) -> Evidence:
    return Evidence(
        input=shown(case.input),
        expected=shown(case.answer),
        output=shown(result.stdout),
        stderr=shown(result.stderr),
        diff=checked.diff,
    )


@contextmanager
def _running(box: Box, requests: Sequence[RunRequest]) -> Iterator[Iterator[RunResult]]:
    """The results as they come; what has not run when the context is left stays unrun."""
    results = box.run_each(requests)
    try:
        yield results
    finally:
        if isinstance(results, Generator):
            results.close()
