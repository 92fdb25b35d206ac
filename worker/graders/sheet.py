"""The score sheet of a stage: every test the version promises, and what its row becomes. Whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from judge.domain.challenge import AnyStage, Group, Scoring, StdioStage, Visibility
from judge.domain.recorded import RecordedTest
from judge.domain.report import Integrity, StageReport, TestReport
from judge.domain.scoring import score_group, shares, stage_verdict
from judge.domain.verdict import Verdict
from worker.graders.classify import Outcome
from worker.sandbox.interface import RunResult


@dataclass(frozen=True, slots=True)
class TestId:
    """A test that the version promises, whether it runs or not."""

    name: str
    group: str


class Sheet:
    """``recorded`` are the tests of a suite or a service; a stdio stage names its own cases."""

    def __init__(self, stage: AnyStage, recorded: Iterable[RecordedTest] = ()) -> None:
        self.stage = stage
        if isinstance(stage, StdioStage):
            recorded = [RecordedTest(id=case.name, group=case.group) for case in stage.cases]
        else:
            order = {group.name: position for position, group in enumerate(stage.groups)}
            recorded = sorted(recorded, key=lambda test: order[test.group])
        self.tests = tuple(TestId(test.id, test.group) for test in recorded)
        self._groups = {
            group.name: (group, tuple(test for test in recorded if test.group == group.name)) for group in stage.groups
        }
        self._rows = {
            test.id: (group, test.visibility or group.visibility, _after(test, group), points)
            for group, members in self._groups.values()
            for test, points in zip(members, shares(group, _weights(members)), strict=True)
        }

    @property
    def all_full(self) -> bool:
        """Whether the candidate may see every test in full, and so whatever the tests made the submission print."""
        return all(visibility is Visibility.FULL for _, visibility, _, _ in self._rows.values())

    def row(self, test: TestId, outcome: Outcome, result: RunResult | None = None) -> TestReport:
        """The report of one test; what ``result`` measured is rounded. All-or-nothing points come with the stage."""
        group, visibility, after_deadline, points = self._rows[test.name]
        earned = outcome.verdict is Verdict.ACCEPTED and group.scoring is Scoring.SUM
        return TestReport(
            name=test.name,
            group=test.group,
            verdict=outcome.verdict,
            points=points if earned else 0.0,
            max_points=points,
            visibility=visibility,
            after_deadline=after_deadline,
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
        for group, members in self._groups.values():
            rows = [test for test in reports if test.group == group.name]
            scored.update((test.name, test) for test in score_group(group, rows, _weights(members)))
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


def _after(test: RecordedTest, group: Group) -> Visibility:
    """What the author said of this one test holds for good."""
    return Visibility.NONE if test.visibility else group.after_deadline


def _weights(tests: Iterable[RecordedTest]) -> list[float]:
    return [test.points for test in tests]
