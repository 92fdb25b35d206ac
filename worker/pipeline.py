"""The road of one submission through a worker: load, plan, build, grade stage by stage, score, deliver.

Closed by default: a report is delivered only when every promised test has a row. Whatever else goes wrong on our side
leaves as ``Unavailable``, is tried again by the caller, and becomes ``judge_error`` in the end.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

from judge.domain.challenge import AnyStage, Challenge, SuiteStage
from judge.domain.errors import SandboxUnavailable, Unavailable
from judge.domain.events import Event, TestEnded
from judge.domain.report import Report, StageReport, TestReport
from judge.domain.scoring import finish
from judge.domain.submission import Job
from judge.domain.verdict import Verdict
from judge.packages import load
from judge.runtimes import Runtime
from judge.service.ports import Packages
from worker.graders.build import build
from worker.graders.classify import Outcome
from worker.graders.kinds import KINDS
from worker.graders.plan import Plan, plan
from worker.graders.sheet import Sheet
from worker.graders.stage import StageRun
from worker.loaded import LoadedChallenges, Loader
from worker.recording import NotRecorded, Recorder
from worker.sandbox.interface import Box, Sandbox

Emit = Callable[[Event], None]
Deliver = Callable[[Report], None]
Stopped = Callable[[], bool]


class GaveUp(Exception):
    """Nobody wants the report any more."""


class Pipeline:
    def __init__(
        self, sandbox: Sandbox, packages: Packages, runtimes: Mapping[str, Runtime], *, load: Loader = load
    ) -> None:
        self._sandbox = sandbox
        self._runtimes = runtimes
        self._challenges = LoadedChallenges(packages, runtimes, load)
        self._recorder = Recorder(sandbox, packages, runtimes)

    def grade(self, job: Job, *, emit: Emit, deliver: Deliver, stopped: Stopped) -> None:
        """Grade ``job`` and deliver its report before the box is given back. Delivers nothing once ``stopped``.

        Raises:
            Unavailable: no report could be made; try again, here or elsewhere.
        """
        try:
            self._grade(job, emit, deliver, stopped)
        except GaveUp:
            return
        except Unavailable:
            raise
        except Exception as error:
            raise SandboxUnavailable(f"grading failed: {type(error).__name__}: {error}") from error

    def _grade(self, job: Job, emit: Emit, deliver: Deliver, stopped: Stopped) -> None:
        challenge = self._challenges.get(job.package)
        try:
            sheets = [self._sheet(job.package, challenge, stage) for stage in challenge.stages]
        except NotRecorded as error:
            deliver(_not_recorded(challenge, error))
            return
        todo = plan(challenge, self._runtimes[job.runtime], job.files)
        with self._sandbox.acquire(todo.spec) as box:
            box.put(todo.files)
            built = build(box, todo.build, todo.build_limits, readonly=todo.readonly)
            if built.report.ok:
                stages = tuple(self._stages(sheets, todo, box, emit, stopped))
            else:
                stages = tuple(sheet.failed(built.outcome, KINDS[sheet.stage.kind].integrity) for sheet in sheets)
            report = Report(stages=stages, build=built.report, sandbox=box.report)
            _go_on(stopped)
            deliver(finish(report, partial=challenge.partial))

    def _sheet(self, package: str, challenge: Challenge, stage: AnyStage) -> Sheet:
        return Sheet(stage, self._recorder.tests(package, challenge, stage) if isinstance(stage, SuiteStage) else ())

    def _stages(self, sheets: list[Sheet], todo: Plan, box: Box, emit: Emit, stopped: Stopped) -> Iterator[StageReport]:
        accepted: set[str] = set()
        for sheet in sheets:
            stage = sheet.stage
            if accepted.issuperset(stage.needs):
                rows = self._tests(sheet, todo, box, emit, stopped)
            else:
                rows = sheet.skipped("stage_needs")
            report = sheet.total(rows, KINDS[stage.kind].integrity)
            if report.verdict is Verdict.ACCEPTED:
                accepted.add(stage.name)
            yield report

    def _tests(self, sheet: Sheet, todo: Plan, box: Box, emit: Emit, stopped: Stopped) -> tuple[TestReport, ...]:
        stage = sheet.stage
        run = StageRun(
            sheet=sheet,
            box=box,
            argv=todo.program(stage),
            limits=todo.limits(stage),
            runtime=todo.runtime,
            sandbox=self._sandbox,
            runtimes=self._runtimes,
        )
        rows = []
        # Closed here and not when collected, so that nothing runs on in a box that is being given back.
        with closing(KINDS[stage.kind].grade(run)) as tests:
            for row in tests:
                _go_on(stopped)
                emit(TestEnded(stage=stage.name, test=row))
                rows.append(row)
        return tuple(rows)


def _go_on(stopped: Stopped) -> None:
    if stopped():
        raise GaveUp


def _not_recorded(challenge: Challenge, error: NotRecorded) -> Report:
    outcome = Outcome(Verdict.JUDGE_ERROR, "tests_not_recorded", f"For the author: {error}")
    return Report(cause=outcome.cause, message=outcome.message, max_score=challenge.max_score)
