"""``suite`` stages: a unit-test framework runs beside the submission, and reports over a private pipe.

The submission shares the process with the tests, so nothing is believed that was not expected: the tests are exactly
those that the version recorded, one that does not report has failed, one that reports twice has its worse word, and no
pass counts where a test of ours passed that cannot (``suite_traps``).
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from judge.domain.challenge import SuiteStage
from judge.domain.limits import Limits
from judge.domain.report import Evidence, TestReport
from judge.domain.verdict import Verdict
from worker.graders.classify import RAN, Outcome, classify
from worker.graders.evidence import Budget, clean, shown
from worker.graders.near import near
from worker.graders.sheet import TestId
from worker.graders.stage import Rows, StageRun
from worker.graders.suite_lines import BrokenLine, TestLine, read
from worker.graders.suite_traps import DISTURBED, Traps
from worker.sandbox.interface import RunRequest, RunResult

_RUNNER_DIR = ".run/runner"
_TESTS_DIR = ".run/tests"
_START = (
    f"import sys; sys.path.insert(0, {_RUNNER_DIR!r}); from pytest_runner.entry import main; "
    f"main({_RUNNER_DIR!r}, {_TESTS_DIR!r})"
)
_MESSAGE_BYTES = 2000

# A run that ended in one of these broke no limit: a test without a result is missing for a reason of its own.
_NO_LIMIT = ("nonzero_exit", "missing_dependency", "")


def grade_suite(run: StageRun) -> Rows:
    stage = run.sheet.stage
    if not isinstance(stage, SuiteStage):
        raise TypeError(f"stage {stage.name} is not a suite stage")
    nonce = secrets.token_hex(16)
    traps = Traps.for_groups(len(stage.groups))
    request = suite_request(stage, run.limits, nonce, traps=traps.files)
    result = run.box.run(request)
    ended = classify(result, run.limits, memory_messages=run.runtime.memory_messages)
    yield from _rows(run, _Results.of(result, nonce, traps), result, ended)
    return None


def suite_request(
    stage: SuiteStage, limits: Limits, nonce: str, *, traps: Sequence[str] = (), collect_only: bool = False
) -> RunRequest:
    """One run of a pytest suite; ``-P``: the submission's folder is not on the path before the runner puts it there."""
    tests = {f"{_TESTS_DIR}/{path}": content for path, content in stage.files.items()}
    groups = [group.name for group in stage.groups]
    order = {"nonce": nonce, "collect_only": collect_only, "groups": groups, "traps": list(traps)}
    runner = {f"{_RUNNER_DIR}/pytest_runner/{name}": content for name, content in _runner().items()}
    return RunRequest(
        argv=("python3", "-P", "-s", "-B", "-c", _START),
        limits=limits,
        stdin=json.dumps(order).encode(),
        files={**tests, **runner},
        results=True,
    )


@lru_cache(maxsize=1)
def _runner() -> Mapping[str, bytes]:
    folder = Path(__file__).parent / "pytest_runner"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))}


@dataclass(slots=True)
class _Results:
    traps: Traps
    tests: dict[str, TestLine] = field(default_factory=dict)
    broken: list[BrokenLine] = field(default_factory=list)

    @classmethod
    def of(cls, result: RunResult, nonce: str, traps: Traps) -> "_Results":
        found = cls(traps)
        for line in read(result.results, nonce):
            if isinstance(line, BrokenLine):
                found.broken.append(line)
            elif isinstance(line, TestLine) and not traps.takes(line):
                known = found.tests.get(line.id)
                if known is None or known.outcome == "passed":
                    found.tests[line.id] = line
        return found


def _rows(run: StageRun, results: _Results, result: RunResult, ended: Outcome) -> Iterator[TestReport]:
    """A broken limit is shown by the tests it kept from reporting; if all did report, by every one of them."""
    broke_limit = ended.cause not in _NO_LIMIT
    all_reported = all(test.name in results.tests for test in run.sheet.tests)
    everyone = broke_limit and all_reported
    disturbed = results.traps.disturbed(list(results.tests.values()), all_reported=all_reported)
    budget = Budget()
    close = near(result, run.limits)
    for test in run.sheet.tests:
        line = results.tests.get(test.name)
        if line is None or everyone:
            outcome = ended if broke_limit else _unreported(test, results.broken, result)
            row = run.sheet.row(test, outcome, result if broke_limit else None)
            evidence = Evidence(output=shown(result.stdout), stderr=shown(result.stderr))
            yield replace(row, near=close, evidence=budget.spend(evidence))
            continue
        outcome = DISTURBED if disturbed and line.outcome == "passed" else _outcome(line)
        row = replace(run.sheet.row(test, outcome), near=close)
        row = replace(row, cpu_ms=round(line.cpu_ms), wall_ms=round(line.wall_ms), memory_kib=result.memory_kib)
        if row.verdict is not Verdict.ACCEPTED:
            message = clean(line.message, _MESSAGE_BYTES) or row.message
            evidence = Evidence(output=clean(line.output), diff=clean(line.text))
            row = replace(row, message=message, evidence=budget.spend(evidence))
        yield row


def _outcome(line: TestLine) -> Outcome:
    if line.cause:
        return Outcome(Verdict.RUNTIME_ERROR, line.cause)
    match line.outcome:
        case "passed":
            return RAN
        case "error":
            return Outcome(Verdict.RUNTIME_ERROR, "collection_failed")
        case "failed" | "skipped":
            return Outcome(Verdict.WRONG_ANSWER, "tests_failed")


def _unreported(test: TestId, broken: list[BrokenLine], result: RunResult) -> Outcome:
    for line in broken:
        if test.name.startswith((f"{line.path}::", f"{line.path}/")):
            return Outcome(Verdict.RUNTIME_ERROR, line.cause, clean(line.message, _MESSAGE_BYTES))
    detail = f"The process ended with exit status {result.exit_code}." if result.exit_code >= 0 else ""
    return Outcome(Verdict.RUNTIME_ERROR, "test_not_reported", detail)
