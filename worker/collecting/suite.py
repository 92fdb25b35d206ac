"""The tests of a suite, collected beside the author's own accepted submission."""

import secrets
from collections.abc import Mapping

from judge.domain.challenge import Challenge, KnownSubmission, SuiteStage
from judge.domain.recorded import RecordedTest
from judge.domain.verdict import Verdict
from judge.runtimes import Runtime
from worker.collecting.problem import NotRecorded
from worker.graders.build import build
from worker.graders.evidence import shown
from worker.graders.plan import Plan, plan
from worker.graders.suite import suite_request
from worker.graders.suite_lines import BrokenLine, CollectedLine, read
from worker.sandbox.interface import Box, Sandbox
from worker.supervisor.capture import RESULTS_BYTES

_OUTPUT_BYTES = 2000

_MOST_LIST_BYTES = RESULTS_BYTES // 4
"""A list of tests. Their results take more than their names, and must fit into the pipe too."""


def collect_suite(
    sandbox: Sandbox, challenge: Challenge, stage: SuiteStage, runtimes: Mapping[str, Runtime]
) -> tuple[RecordedTest, ...]:
    """Raises NotRecorded, SandboxUnavailable."""
    known = _solution(challenge, stage, runtimes)
    todo = plan(challenge, runtimes[known.runtime], known.files)
    with sandbox.acquire(todo.spec) as box:
        box.put(todo.files)
        built = build(box, todo.build, todo.build_limits)
        if not built.report.ok:
            raise NotRecorded(f"stage {stage.name}: known submission {known.name} does not build")
        tests = _collect_once(box, todo, stage)
        if _collect_once(box, todo, stage) != tests:
            raise NotRecorded(f"stage {stage.name}: test ids differ from one collection to the next")
    return tests


def _solution(challenge: Challenge, stage: SuiteStage, runtimes: Mapping[str, Runtime]) -> KnownSubmission:
    for known in challenge.known:
        runtime = runtimes.get(known.runtime)
        if known.expected == Verdict.ACCEPTED and runtime and stage.framework in runtime.frameworks:
            return known
    raise NotRecorded(
        f"stage {stage.name}: the package needs a known submission under submissions/accepted/ "
        f"in a runtime that has {stage.framework}"
    )


def _collect_once(box: Box, todo: Plan, stage: SuiteStage) -> tuple[RecordedTest, ...]:
    nonce = secrets.token_hex(16)
    request = suite_request(stage, todo.limits(stage), nonce, collect_only=True)
    result = box.run(request)
    if len(result.results) > _MOST_LIST_BYTES:
        raise NotRecorded(f"stage {stage.name}: there are too many tests; divide it, or let one test check more")
    lines = list(read(result.results, nonce))
    broken = next((line for line in lines if isinstance(line, BrokenLine)), None)
    if broken:
        raise NotRecorded(f"stage {stage.name}: {broken.path} cannot be loaded: {broken.message}")
    tests = tuple(dict.fromkeys(_recorded(line.id) for line in lines if isinstance(line, CollectedLine)))
    if not tests:
        output = shown(result.stdout + result.stderr, _OUTPUT_BYTES)
        raise NotRecorded(f"stage {stage.name}: no complete list of tests came out of a collection\n{output}")
    return tests


def _recorded(test: str) -> RecordedTest:
    """A test of a suite belongs to the group in whose folder it lies."""
    return RecordedTest(id=test, group=test.partition("/")[0])
