"""The tests of a stage that nobody wrote down one by one, recorded once per package version: what points are counted
against from then on.

They are collected twice: ids that change from one collection to the next (a set's order, a random parameter) would fail
every candidate.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from judge.domain.challenge import Challenge, HttpStage, SuiteStage, Visibility
from judge.domain.errors import SandboxUnavailable
from judge.domain.recorded import RecordedTest
from judge.runtimes import Runtime
from judge.service.registry import PackageFiles
from worker.collecting.http import collect_http
from worker.collecting.problem import NotRecorded
from worker.collecting.suite import collect_suite
from worker.sandbox.interface import Box, Sandbox

__all__ = ["NotRecorded", "Recorder"]

KEPT = 200
"""Lists of tests kept in memory, of a stage each."""


class Recorder:
    def __init__(self, sandbox: Sandbox, packages: PackageFiles, runtimes: Mapping[str, Runtime]) -> None:
        self._sandbox = sandbox
        self._packages = packages
        self._runtimes = runtimes
        self._known: dict[tuple[str, str], tuple[RecordedTest, ...]] = {}

    def tests(
        self, package: str, challenge: Challenge, stage: SuiteStage | HttpStage, tester: Box | None = None
    ) -> tuple[RecordedTest, ...]:
        """The recorded tests of ``stage``, recorded now if they never were; those of a service in the ``tester``.

        Raises:
            NotRecorded: they cannot be.
            SandboxUnavailable: not now.
        """
        key = (package, stage.name)
        if key not in self._known:
            recorded = self._packages.recorded_tests(package, stage.name)
            self._known[key] = recorded or self._packages.record_tests(
                package, stage.name, self._collect(challenge, stage, tester)
            )
            if len(self._known) > KEPT:
                del self._known[next(iter(self._known))]
        return self._known[key]

    def samples(
        self, package: str, challenge: Challenge, stage: SuiteStage | HttpStage, tester: Box | None = None
    ) -> tuple[RecordedTest, ...]:
        """The tests of a ``stage`` that has only some of its files. They are read from the whole list if there is one,
        and never recorded: that list is the one that points are counted against. Raises as ``tests`` does."""
        known = self._known.get((package, stage.name)) or self._packages.recorded_tests(package, stage.name)
        groups = {group.name for group in stage.groups}
        here = tuple(_in_its_folder(test, groups) for test in known if test.id.partition("::")[0] in stage.files)
        return here or self._collect(challenge, stage, tester)

    def _collect(
        self, challenge: Challenge, stage: SuiteStage | HttpStage, tester: Box | None
    ) -> tuple[RecordedTest, ...]:
        if isinstance(stage, HttpStage):
            if tester is None:
                raise SandboxUnavailable(f"stage {stage.name} has no pod")
            tests = collect_http(tester, stage)
        else:
            tests = collect_suite(self._sandbox, challenge, stage, self._runtimes)
        groups = {group.name for group in stage.groups}
        for test in tests:
            if test.group not in groups:
                raise NotRecorded(
                    f"stage {stage.name}: {test.id} is in group {test.group}, which the stage does not have"
                )
        if empty := groups - {test.group for test in tests}:
            raise NotRecorded(f"stage {stage.name}: no tests in group {', '.join(sorted(empty))}")
        return tests


def _in_its_folder(test: RecordedTest, groups: Collection[str]) -> RecordedTest:
    """A test that belongs to a group which is not there is nobody's to see."""
    if test.group in groups:
        return test
    return replace(test, group=test.id.partition("/")[0], visibility=Visibility.NONE)
