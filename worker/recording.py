"""The list of tests of a suite, recorded once per package version: what points are counted against from then on.

The tests are collected beside the author's own accepted submission or starter, twice: ids that change from one
collection to the next (a set's order, a random parameter) would fail every candidate.
"""

import secrets
from collections.abc import Mapping

from judge.domain.challenge import Challenge, KnownSubmission, SuiteStage
from judge.domain.verdict import Verdict
from judge.runtimes import Runtime
from judge.service.ports import Packages
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


class NotRecorded(Exception):
    """The tests of a stage cannot be listed; the message tells the author why. Trying again changes nothing."""


class Recorder:
    def __init__(self, sandbox: Sandbox, packages: Packages, runtimes: Mapping[str, Runtime]) -> None:
        self._sandbox = sandbox
        self._packages = packages
        self._runtimes = runtimes
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def tests(self, package: str, challenge: Challenge, stage: SuiteStage) -> tuple[str, ...]:
        """The recorded test ids of ``stage``, recorded now if they never were.

        Raises:
            NotRecorded: they cannot be.
            SandboxUnavailable: not now.
        """
        key = (package, stage.name)
        if key not in self._known:
            recorded = self._packages.recorded_tests(package, stage.name)
            self._known[key] = recorded or self._packages.record_tests(
                package, stage.name, self._collect(challenge, stage)
            )
        return self._known[key]

    def _collect(self, challenge: Challenge, stage: SuiteStage) -> tuple[str, ...]:
        known = self._solution(challenge, stage)
        try:
            tests = self._collect_beside(known, challenge, stage)
        except NotRecorded as error:
            if known.expected:
                raise
            raise NotRecorded(
                f"{error}\nThis was beside {known.name}: the package needs a known submission under "
                f"submissions/accepted/ in a runtime that has {stage.framework}"
            ) from error
        empty = [group.name for group in stage.groups if not any(test.startswith(f"{group.name}/") for test in tests)]
        if empty:
            raise NotRecorded(f"stage {stage.name}: no tests in group {', '.join(empty)}")
        return tests

    def _collect_beside(self, known: KnownSubmission, challenge: Challenge, stage: SuiteStage) -> tuple[str, ...]:
        todo = plan(challenge, self._runtimes[known.runtime], known.files)
        with self._sandbox.acquire(todo.spec) as box:
            box.put(todo.files)
            built = build(box, todo.build, todo.build_limits)
            if not built.report.ok:
                raise NotRecorded(f"stage {stage.name}: {known.name} does not build")
            tests = _collect_once(box, todo, stage)
            if _collect_once(box, todo, stage) != tests:
                raise NotRecorded(f"stage {stage.name}: test ids differ from one collection to the next")
        return tests

    def _solution(self, challenge: Challenge, stage: SuiteStage) -> KnownSubmission:
        """The author's solution; without one the starter, which tests can mostly be imported beside, or nothing."""
        fits = {name for name, runtime in self._runtimes.items() if stage.framework in runtime.frameworks}
        for known in challenge.known:
            if known.expected == Verdict.ACCEPTED and known.runtime in fits:
                return known
        # Those with a starter first, and of these Python, which pytest imports from.
        wanted = sorted(
            fits & set(challenge.runtimes), key=lambda name: (name not in challenge.starter, name != "python")
        )
        for name in wanted:
            what = "the starter" if name in challenge.starter else "an empty submission"
            return KnownSubmission(name=what, expected="", runtime=name, files={})
        raise NotRecorded(f"stage {stage.name}: no runtime of the challenge has {stage.framework}")


def _collect_once(box: Box, todo: Plan, stage: SuiteStage) -> tuple[str, ...]:
    nonce = secrets.token_hex(16)
    request = suite_request(stage, todo.limits(stage), nonce, collect_only=True)
    result = box.run(request)
    if len(result.results) > _MOST_LIST_BYTES:
        raise NotRecorded(f"stage {stage.name}: there are too many tests; divide it, or let one test check more")
    lines = list(read(result.results, nonce))
    broken = next((line for line in lines if isinstance(line, BrokenLine)), None)
    if broken:
        raise NotRecorded(f"stage {stage.name}: {broken.path} cannot be loaded: {broken.message}")
    tests = tuple(dict.fromkeys(line.id for line in lines if isinstance(line, CollectedLine)))
    if not tests:
        output = shown(result.stdout + result.stderr, _OUTPUT_BYTES)
        raise NotRecorded(f"stage {stage.name}: no complete list of tests came out of a collection\n{output}")
    return tests
