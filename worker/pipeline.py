"""The road of one submission through a worker: load, plan, build, grade stage by stage, score, deliver.

Closed by default: a report is delivered only when every promised test has a row. Whatever else goes wrong on our side
leaves as ``Unavailable``, is tried again by the caller, and becomes ``judge_error`` in the end.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from judge.domain.challenge import AnyStage, Challenge, StdioStage
from judge.domain.errors import BoxBroken, SandboxUnavailable, Unavailable
from judge.domain.events import Event, TestEnded
from judge.domain.report import Report, ServiceReport, StageReport, TestReport
from judge.domain.scoring import finish
from judge.domain.submission import Job
from judge.domain.verdict import Verdict
from judge.packages import load
from judge.packages.samples import tried
from judge.runtimes import Runtime
from judge.service.registry import PackageFiles
from judge.sidecars import SidecarType
from worker.graders.broken import broke_its_box
from worker.graders.build import build
from worker.graders.classify import Outcome
from worker.graders.kinds import KINDS
from worker.graders.own_run import own_run
from worker.graders.plan import Plan, plan, pod_spec, with_all_sidecars
from worker.graders.problem import NotGradable
from worker.graders.sheet import Sheet
from worker.graders.stage import StageRun
from worker.loaded import LoadedChallenges, Loader
from worker.recording import Recorder
from worker.sandbox.interface import Box, Pod, PodSpec, Sandbox, giving_up

Emit = Callable[[Event], None]
Deliver = Callable[[Report], None]
Stopped = Callable[[], bool]


class GaveUp(Exception):
    """Nobody wants the report any more."""


class Pipeline:
    def __init__(
        self,
        sandbox: Sandbox,
        packages: PackageFiles,
        runtimes: Mapping[str, Runtime],
        *,
        sidecars: Mapping[str, SidecarType] | None = None,
        load: Loader = load,
    ) -> None:
        self._sandbox = sandbox
        self._runtimes = runtimes
        self._sidecars = sidecars or {}
        self._challenges = LoadedChallenges(packages, runtimes, load)
        self._recorder = Recorder(sandbox, packages, runtimes)

    def grade(self, job: Job, *, emit: Emit, deliver: Deliver, stopped: Stopped) -> None:
        """Grade ``job`` and deliver its report before the box is given back. Delivers nothing once ``stopped``.

        Raises:
            Unavailable: no report could be made; try again, here or elsewhere.
            BoxBroken: the same, and it seems to be the submission that breaks its box.
        """
        try:
            with giving_up(stopped):
                self._grade(job, emit, deliver, stopped)
        except GaveUp:
            return
        except Unavailable:
            if stopped():
                return
            raise
        except Exception as error:
            raise SandboxUnavailable(f"grading failed: {type(error).__name__}: {error}") from error

    def _grade(self, job: Job, emit: Emit, deliver: Deliver, stopped: Stopped) -> None:
        challenge = self._challenges.get(job.package)
        if job.trial:
            challenge = tried(challenge, job.trial)
        todo = plan(challenge, self._runtimes[job.runtime], job.files)
        pod = pod_spec(challenge, todo.spec)
        if pod and (reason := self._sandbox.refuses(with_all_sidecars(pod, challenge))):
            deliver(_ours(challenge, "service_refused", reason))
            return
        with self._place(todo, pod) as place:
            try:
                report = self._report(job, challenge, todo, place, _Listener(emit, stopped))
            except NotGradable as error:
                report = _ours(challenge, error.cause, f"For the author: {error}")
            except SandboxUnavailable as error:
                if broke_its_box(place.box, todo.spec, self._sandbox):
                    raise BoxBroken(str(error)) from error
                raise
            _go_on(stopped)
            deliver(report)

    def _report(self, job: Job, challenge: Challenge, todo: Plan, place: "_Place", to: "_Listener") -> Report:
        """Raises NotGradable, SandboxUnavailable, GaveUp."""
        if job.trial and job.trial.own:
            return own_run(job.trial.own, challenge.stages[0], todo, place.box)
        sheets = [self._sheet(job, challenge, stage, place) for stage in challenge.stages]
        box = place.box
        box.put(todo.files)
        built = build(box, todo.build, todo.build_limits, readonly=todo.readonly)
        if built.report.ok:
            stages = tuple(self._stages(sheets, todo, place, to))
        else:
            stages = tuple(sheet.failed(built.outcome, KINDS[sheet.stage.kind].integrity) for sheet in sheets)
        return finish(Report(stages=stages, build=built.report, sandbox=box.report), partial=challenge.partial)

    @contextmanager
    def _place(self, todo: Plan, pod: PodSpec | None) -> Iterator["_Place"]:
        if pod is None:
            with self._sandbox.acquire(todo.spec) as box:
                yield _Place(box, None)
        else:
            with self._sandbox.acquire_pod(pod) as acquired:
                yield _Place(acquired.box, acquired)

    def _sheet(self, job: Job, challenge: Challenge, stage: AnyStage, place: "_Place") -> Sheet:
        if isinstance(stage, StdioStage):
            return Sheet(stage)
        tester = place.pod.tester if place.pod else None
        tests = self._recorder.samples if job.trial else self._recorder.tests
        return Sheet(stage, tests(job.package, challenge, stage, tester))

    def _stages(self, sheets: list[Sheet], todo: Plan, place: "_Place", to: "_Listener") -> Iterator[StageReport]:
        accepted: set[str] = set()
        for sheet in sheets:
            stage = sheet.stage
            service = None
            if accepted.issuperset(stage.needs):
                rows, service = self._tests(sheet, todo, place, to)
            else:
                rows = sheet.skipped("stage_needs")
            report = replace(sheet.total(rows, KINDS[stage.kind].integrity), service=service)
            if report.verdict is Verdict.ACCEPTED:
                accepted.add(stage.name)
            yield report

    def _tests(
        self, sheet: Sheet, todo: Plan, place: "_Place", to: "_Listener"
    ) -> tuple[tuple[TestReport, ...], ServiceReport | None]:
        stage = sheet.stage
        run = StageRun(
            sheet=sheet,
            box=place.box,
            argv=todo.program(stage),
            limits=todo.limits(stage),
            runtime=todo.runtime,
            sandbox=self._sandbox,
            runtimes=self._runtimes,
            pod=place.pod,
            sidecar_types=self._sidecars,
        )
        rows = []
        tests = KINDS[stage.kind].grade(run)
        try:
            while True:
                row = next(tests)
                _go_on(to.stopped)
                to.emit(TestEnded(stage=stage.name, test=row))
                rows.append(row)
        except StopIteration as end:
            return tuple(rows), end.value
        finally:
            # Closed here and not when collected, so that nothing runs on in a box that is being given back.
            tests.close()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a submission runs; ``box`` is that of the pod, if there is one."""

    box: Box
    pod: Pod | None


@dataclass(frozen=True, slots=True)
class _Listener:
    emit: Emit
    stopped: Stopped


def _go_on(stopped: Stopped) -> None:
    if stopped():
        raise GaveUp


def _ours(challenge: Challenge, cause: str, detail: str) -> Report:
    """A report of what trying again would not change, and the candidate is not to blame for."""
    outcome = Outcome(Verdict.JUDGE_ERROR, cause, detail)
    return Report(cause=outcome.cause, message=outcome.message, max_score=challenge.max_score)
