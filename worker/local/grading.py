"""Grades the submissions of a request one after another, and tells of every test as it ends.

A failure of ours is tried again as often as a worker's would be, and then is the record's ``judge_error``.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from judge.clock import utc_now
from judge.domain.errors import Unavailable
from judge.domain.events import Event, TestEnded
from judge.domain.messages import sentence
from judge.domain.redaction import candidate_event, candidate_report
from judge.domain.report import Report
from judge.domain.submission import Job, QueueName, State, Submission
from judge.ids import new_id
from judge.runtimes import Runtime
from judge.service.views import SubmissionView
from judge.sidecars import SidecarType
from worker.local.lines import Say, record_line, test_line
from worker.local.plan import Plan
from worker.local.requests import ToGrade
from worker.pipeline import Pipeline
from worker.sandbox.interface import Sandbox
from worker.tasks import PAUSE_S

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is graded with; the same for all requests of a process."""

    sandbox: Sandbox
    runtimes: Mapping[str, Runtime]
    sidecars: Mapping[str, SidecarType]
    max_attempts: int = 3


class Session:
    """The submissions of one request."""

    def __init__(self, plan: Plan, ground: Ground, say: Say) -> None:
        self._plan = plan
        self._ground = ground
        self._say = say
        self._pipeline = Pipeline(
            ground.sandbox,
            plan.packages,
            ground.runtimes,
            sidecars=ground.sidecars,
            load=lambda *_: plan.challenge,
        )

    def run(self) -> None:
        """Raises Unavailable if this machine has not what they need."""
        if self._plan.challenge.services:
            self._require()
        for todo, runtime in self._plan.todo:
            main = self._plan.challenge.main_file(runtime, self._ground.runtimes[runtime].main)
            self._say(record_line(todo.name, main, self._graded(todo, runtime)))

    def _require(self) -> None:
        """No number of attempts builds an image. Of programs it is asked only after a failure: asking takes time."""
        sandbox, challenge = self._ground.sandbox, self._plan.challenge
        wanted = {runtime for _, runtime in self._plan.todo}
        missing = wanted - set(sandbox.offers())
        if challenge.services:
            serves = sandbox.serves()
            missing |= challenge.sidecar_types - set(serves.sidecars)
            missing |= set() if serves.services else {"tester"}
        if missing:
            names = ", ".join(sorted(missing))
            raise Unavailable(f"this machine cannot run {names}; judge doctor says what is missing, and how to get it")

    def _graded(self, todo: ToGrade, runtime: str) -> SubmissionView:
        started = utc_now()
        submission = Submission(
            id=new_id(),
            challenge=self._plan.challenge.id,
            challenge_version=1,
            package=self._plan.package,
            runtime=runtime,
            queue=QueueName.INTERACTIVE,
            state=State.FINISHED,
            attempt=1,
            created_at=started,
            started_at=started,
        )
        report, attempt, finished = self._report(todo, submission)
        return SubmissionView(
            submission=replace(submission, attempt=attempt, finished_at=finished),
            max_score=self._plan.challenge.max_score,
            report=candidate_report(report) if self._plan.for_candidate else report,
        )

    def _report(self, todo: ToGrade, submission: Submission) -> tuple[Report, int, datetime]:
        """The report, the attempt that made it, and when: before its box is cleaned, as in a worker."""
        delivered: list[tuple[Report, datetime]] = []
        for attempt in range(1, self._ground.max_attempts + 1):
            job = Job(
                submission=submission.id,
                attempt=attempt,
                runtime=submission.runtime,
                package=self._plan.package,
                files=todo.files,
            )
            try:
                self._pipeline.grade(
                    job,
                    emit=lambda event: self._tell(todo.name, event),
                    deliver=lambda report: delivered.append((report, utc_now())),
                    stopped=lambda: False,
                )
            except Unavailable as error:
                if not delivered:
                    self._require()
                log.warning("attempt_failed", submission=submission.id, attempt=attempt, error=str(error))
            if delivered:
                return delivered[0][0], attempt, delivered[0][1]
            if attempt < self._ground.max_attempts:
                time.sleep(PAUSE_S * attempt)
        return Report(cause="sandbox_failed", message=sentence("sandbox_failed")), attempt, utc_now()

    def _tell(self, name: str, event: Event) -> None:
        seen = candidate_event(event) if self._plan.for_candidate else event
        if isinstance(seen, TestEnded):
            self._say(test_line(name, seen))
