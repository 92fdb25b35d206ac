"""One ``http`` stage.

    sidecars: passwords, seeds ─► tester starts, binds its upstreams' ports ─► "up" ─► the service starts
        ─► tester collects meanwhile, asks whether it is ready ─► test after test, each told as it ends
        ─► the tester ends ─► the service is killed, its tree emptied

The rows are the worker's: the tester only says what it saw, and the service says nothing at all.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from judge.domain.challenge import HttpStage
from judge.domain.errors import SandboxUnavailable
from judge.domain.report import TestReport
from judge.domain.verdict import Verdict
from worker.graders.classify import Outcome
from worker.graders.evidence import Budget, shown_end
from worker.graders.http.candidate import CandidateService, StartFailed
from worker.graders.http.desk import Desk, started
from worker.graders.http.lines import Ask, Broken, TestLine, Up
from worker.graders.http.rows import tested
from worker.graders.http.session import Session
from worker.graders.http.sidecars import bring_up
from worker.graders.http.surroundings import environment
from worker.graders.sheet import TestId
from worker.graders.stage import Rows, StageRun
from worker.sandbox.interface import Pod

_OUT_OF_TIME = Outcome(
    Verdict.TIME_LIMIT_EXCEEDED, "wall_time", "The stage's time was over before this test had ended."
)
_TOO_MUCH_TO_HOLD = Outcome(
    Verdict.OUTPUT_LIMIT_EXCEEDED, "response_too_large", "The tests could not hold the answers to a test in memory."
)
_WORDS_BYTES = 2000


def grade_http(run: StageRun) -> Rows:
    stage = run.sheet.stage
    if not isinstance(stage, HttpStage):
        raise TypeError(f"stage {stage.name} is not an http stage")
    if run.pod is None:
        raise SandboxUnavailable(f"stage {stage.name} has no pod")
    run.pod.clear()  # an earlier stage's, whose ports are these; what no stage follows goes with the pod
    sidecars = bring_up(run.pod, stage, run.sidecar_types)
    urls = {name: sidecar.url for name, sidecar in sidecars.items()}
    service = CandidateService(
        box=run.pod.box,
        stage=stage,
        argv=stage.service.start.get(run.runtime.name, run.argv),
        limits=run.limits,
        env=environment(stage, urls),
    )
    try:
        yield from _Stage(run, run.pod, stage, Desk(service, sidecars)).rows()
    finally:
        service.wipe()
    return service.report(tuple(sidecar.report() for sidecar in sidecars.values()))


class _Stage:
    """The tests of one stage: rows leave in the order of the sheet, each as soon as those before it are known."""

    def __init__(self, run: StageRun, pod: Pod, stage: HttpStage, desk: Desk) -> None:
        self._run = run
        self._pod = pod
        self._stage = stage
        self._desk = desk
        self._service = desk.service
        self._budget = Budget()
        self._known: dict[str, TestReport] = {}
        self._waiting = {test.name: test for test in run.sheet.tests}

    def rows(self) -> Iterator[TestReport]:
        left = list(self._run.sheet.tests)
        failure: Outcome | None = None
        with contextlib.closing(self._session()) as session:
            try:
                for row in self._follow(session):
                    self._known[row.name] = row
                    while left and left[0].name in self._known:
                        yield self._known[left.pop(0).name]
            except StartFailed as failed:
                failure = failed.outcome
        if left:
            outcome = failure or self._unfinished(session)
            for test in left:
                yield self._known.get(test.name) or self._run.sheet.row(test, outcome)

    def _session(self) -> Session:
        told = {name: {"type": one.kind.name, "url": one.judge_url} for name, one in self._desk.sidecars.items()}
        return Session(self._pod.tester, self._stage, self._run.limits.wall_s, "run", told)

    def _follow(self, session: Session) -> Iterator[TestReport]:
        """What the tests report. Raises StartFailed if there is nothing to be tested."""
        for line in session.lines():
            match line:
                case Up():
                    self._service.begin()
                case Ask(op="ready"):
                    session.answer(line.n, {"ok": started(self._service.ready())})
                case Ask():
                    session.answer(line.n, self._desk.answer(line))
                case TestLine():
                    yield self._row(line)
                case Broken():
                    raise SandboxUnavailable(f"{line.path} cannot be loaded any more: {line.message[:_WORDS_BYTES]}")
                case _:
                    raise SandboxUnavailable("the tester collected when it should have tested")

    def _row(self, line: TestLine) -> TestReport:
        test: TestId | None = self._waiting.pop(line.id, None)
        if test is None:
            raise SandboxUnavailable(f"the tester reported a test that was not asked for, or twice: {line.id!r}")
        if self._desk.failed_by_us and line.reason == "test_timeout":  # it waited for us
            line = replace(line, outcome="error", reason="sidecar_failed")
        self._desk.failed_by_us = False
        return tested(self._run.sheet, test, line, self._service, self._budget)

    def _unfinished(self, session: Session) -> Outcome:
        """The tester has ended, and tests are missing: for want of time or memory, or it is broken.

        The same tests had enough of both beside the author's own service, so what they lack is the candidate's doing.

        Raises:
            SandboxUnavailable: it is broken.
        """
        if session.ran_out_of_time and self._desk.failed_by_us:
            raise SandboxUnavailable("the stage's time went by while a sidecar did not start")
        if session.ran_out_of_time:
            return _OUT_OF_TIME
        if session.ran_out_of_memory:
            return _TOO_MUCH_TO_HOLD
        words = shown_end(session.result.stderr, _WORDS_BYTES)
        raise SandboxUnavailable(f"the tester ended with status {session.result.exit_code} before its tests: {words}")
