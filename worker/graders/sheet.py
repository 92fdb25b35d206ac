"""The score sheet of a stage: every test the version promises, and what its row becomes. Whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from judge.domain.challenge import AnyStage, Group, Scoring, StdioStage
from judge.domain.report import Integrity, StageReport, TestReport
from judge.domain.scoring import score_group, share, stage_verdict
from judge.domain.verdict import Verdict
from worker.graders.classify import Outcome
from worker.sandbox.interface import RunResult


@dataclass(frozen=True, slots=True)
class TestId:
    """A test that the version promises, whether it runs or not."""

    name: str
    group: str


class Sheet:
    """``recorded`` are the test ids of a suite (``<group>/<file>::<test>``); a stdio stage names its own cases."""

    def __init__(self, stage: AnyStage, recorded: Iterable[str] = ()) -> None:
        self.stage = stage
        self.tests: tuple[TestId, ...]
        if isinstance(stage, StdioStage):
            self.tests = tuple(TestId(case.name, case.group) for case in stage.cases)
        else:
            order = {group.name: position for position, group in enumerate(stage.groups)}
            tests = (TestId(name, name.split("/", 1)[0]) for name in recorded)
            self.tests = tuple(sorted(tests, key=lambda test: order[test.group]))
        self._rows: dict[str, tuple[Group, float]] = {}
        for group in stage.groups:
            count = sum(1 for test in self.tests if test.group == group.name)
            self._rows[group.name] = (group, share(group, count))

    def row(self, test: TestId, outcome: Outcome, result: RunResult | None = None) -> TestReport:
        """The report of one test; what ``result`` measured is rounded. All-or-nothing points come with the stage."""
        group, each = self._rows[test.group]
        earned = outcome.verdict is Verdict.ACCEPTED and group.scoring is Scoring.SUM
        return TestReport(
            name=test.name,
            group=test.group,
            verdict=outcome.verdict,
            points=each if earned else 0.0,
            max_points=each,
            visibility=group.visibility,
            cpu_ms=round(result.cpu_ms) if result else 0,
            wall_ms=round(result.wall_ms) if result else 0,
            memory_kib=result.memory_kib if result else 0,
            cause=outcome.cause,
            message=outcome.message,
        )

    def skipped(self, cause: str) -> tuple[TestReport, ...]:
        """Every row of a stage that is not run, for one reason."""
        return tuple(self.row(test, Outcome(Verdict.SKIPPED, cause)) for test in self.tests)

    def total(self, tests: Iterable[TestReport], integrity: Integrity) -> StageReport:
        """Points, verdict and cause of the stage.

        Raises:
            ValueError: a grader left out a test, or made one up. Nothing may be scored then.
        """
        reports = tuple(tests)
        if tuple(TestId(test.name, test.group) for test in reports) != self.tests:
            raise ValueError(f"stage {self.stage.name}: the reported tests are not the promised ones")
        scored: dict[str, TestReport] = {}
        for group in self.stage.groups:
            members = [test for test in reports if test.group == group.name]
            scored.update((test.name, test) for test in score_group(group, members))
        reports = tuple(scored[test.name] for test in reports)
        verdict = stage_verdict(reports)
        cause = next((test.cause for test in reports if test.verdict is verdict), "")
        return self._report(reports, Outcome(verdict, cause), integrity)

    def failed(self, outcome: Outcome, integrity: Integrity) -> StageReport:
        """The stage when its submission could not be built: ``outcome`` for the stage, no test run."""
        return self._report(self.skipped("build_failed"), outcome, integrity)

    def _report(self, tests: tuple[TestReport, ...], outcome: Outcome, integrity: Integrity) -> StageReport:
        return StageReport(
            name=self.stage.name,
            kind=self.stage.kind,
            verdict=outcome.verdict,
            points=sum(test.points for test in tests),
            max_points=self.stage.points,
            integrity=integrity,
            tests=tests,
            cause=outcome.cause,
            message=outcome.message,
        )
