"""The tests of a suite, collected beside the author's own accepted submission, or the starter."""

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
    try:
        return _collect_beside(known, sandbox, challenge, stage, runtimes)
    except NotRecorded as error:
        if known.expected:
            raise
        raise NotRecorded(
            f"{error}\nThis was beside {known.name}: the package needs a known submission under "
            f"submissions/accepted/ in a runtime that has {stage.framework}"
        ) from error


def _collect_beside(
    known: KnownSubmission,
    sandbox: Sandbox,
    challenge: Challenge,
    stage: SuiteStage,
    runtimes: Mapping[str, Runtime],
) -> tuple[RecordedTest, ...]:
    todo = plan(challenge, runtimes[known.runtime], known.files)
    with sandbox.acquire(todo.spec) as box:
        box.put(todo.files)
        built = build(box, todo.build, todo.build_limits)
        if not built.report.ok:
            raise NotRecorded(f"stage {stage.name}: {known.name} does not build")
        tests = _collect_once(box, todo, stage)
        if _collect_once(box, todo, stage) != tests:
            raise NotRecorded(f"stage {stage.name}: test ids differ from one collection to the next")
    return tests


def _solution(challenge: Challenge, stage: SuiteStage, runtimes: Mapping[str, Runtime]) -> KnownSubmission:
    """The author's solution; without one the starter, which tests can mostly be imported beside, or nothing."""
    fits = {name for name, runtime in runtimes.items() if stage.framework in runtime.frameworks}
    for known in challenge.known:
        if known.expected == Verdict.ACCEPTED and known.runtime in fits:
            return known
    # Those with a starter first, and of these Python, which pytest imports from.
    wanted = sorted(fits & set(challenge.runtimes), key=lambda name: (name not in challenge.starter, name != "python"))
    for name in wanted:
        what = "the starter" if name in challenge.starter else "an empty submission"
        return KnownSubmission(name=what, expected="", runtime=name, files={})
    raise NotRecorded(f"stage {stage.name}: no runtime of the challenge has {stage.framework}")


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
