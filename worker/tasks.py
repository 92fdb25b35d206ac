"""The envelope around the grading of one attempt: claim, grade, finish, or give back.

Knows nothing of Celery, sandboxes or Redis. Whatever goes wrong on our side becomes another attempt; only a pipeline
that delivered a report ends a submission, or the last attempt that failed.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import structlog

from judge.domain.errors import BoxBroken, NoBox, NotOffered, SandboxUnavailable, Unavailable
from judge.domain.events import Event
from judge.domain.messages import sentence
from judge.domain.report import Report
from judge.domain.submission import Job, QueueName, Submission
from judge.service.ports import Dispatch, Lease, Leases
from worker.drain import Drain
from worker.heartbeat import Heartbeat, Hold
from worker.offers import Offers

PAUSE_S = 0.25
"""After a failed attempt this process does nothing for so long. It slows down a worker that is broken."""
FURTHER_PAUSE_S = 2.0
"""Before the third attempt; the fourth waits twice as long, and so on. The janitor requeues it: nobody waits."""
LONGEST_PAUSE_S = 60.0
SPARED_PAUSE_S = 5.0
"""Until a submission that got no box is tried again, here or elsewhere."""
SPARED_SLEEP_S = 1.0
"""How long whoever had no box for it takes nothing else."""
SANDBOX_PATIENCE_S = 30.0
SANDBOX_POLL_S = 0.5
DELIVERY_PAUSE_S = 0.5
WHY_CHARS = 500

log = structlog.get_logger(__name__)


class Pipeline(Protocol):
    """Grades a job and hands over its report while the box is still being cleaned."""

    def grade(
        self, job: Job, *, emit: Callable[[Event], None], deliver: Callable[[Report], None], stopped: Callable[[], bool]
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """``worker`` is the name under which leases are held."""

    worker: str
    lease_s: float
    max_attempts: int


class Delivery:
    """Writes the report, once, and outlasts a store that is away for as long as a lease or two."""

    def __init__(self, hold: Hold, patience_s: float) -> None:
        self._hold = hold
        self._patience_s = patience_s
        self.done = False

    def __call__(self, report: Report) -> None:
        job = self._hold.lease.job
        give_up_at = time.monotonic() + self._patience_s
        while True:
            try:
                written = self._hold.finish(report)
                break
            except Unavailable:
                if time.monotonic() > give_up_at:
                    raise
                time.sleep(DELIVERY_PAUSE_S)
        self.done = True
        event = "finished" if written else "report_refused"
        log.info(event, submission=job.submission, attempt=job.attempt, verdict=report.verdict, cause=report.cause)


class Parts(Protocol):
    """What a child grades with."""

    @property
    def leases(self) -> Leases: ...
    @property
    def dispatch(self) -> Dispatch: ...
    @property
    def pipeline(self) -> Pipeline: ...
    def offers(self) -> tuple[str, ...]:
        """What there is now of ``NewSubmission.needs``. Raises SandboxUnavailable."""

    def close(self) -> None:
        """Destroy every box."""


class Grading:
    """Call it with what a message says."""

    def __init__(self, parts: Parts, heartbeat: Heartbeat, rules: Rules, drain: Drain | None = None) -> None:
        self._drain = drain or Drain(0)
        self._leases = parts.leases
        self._dispatch = parts.dispatch
        self._pipeline = parts.pipeline
        self._offers = Offers(parts.offers)
        self._heartbeat = heartbeat
        self._rules = rules

    def __call__(self, submission_id: str, attempt: int, queue: str = QueueName.INTERACTIVE) -> None:
        """A message says that there is something to do; what is next in its queue may be another submission."""
        if self._drain.begun():  # its message is lost now, as below
            log.info("stopping", queue=queue)
            return
        try:
            lease = self._claim(QueueName(queue))
            if lease is None:  # a message that came twice, a cancelled submission
                log.info("nothing_to_do", queue=queue)
                return
            log.info("claimed", submission=lease.job.submission, attempt=lease.job.attempt, runtime=lease.job.runtime)
            with self._heartbeat.holding(lease) as hold:
                self._grade(hold)
        except NotOffered as error:  # its message is lost now: the janitor sends it again, perhaps to a worker that can
            log.info("not_offered", queue=queue, error=str(error))
        except Unavailable as error:  # the janitor will find it: by its lease, or by its lost message
            log.error("cannot_grade", submission=submission_id, attempt=attempt, error=str(error))

    def _claim(self, queue: QueueName) -> Lease | None:
        """Raises NotOffered, Unavailable."""
        self._await_sandbox()
        claim = partial(self._leases.claim, queue, self._rules.worker, self._rules.lease_s)
        try:
            return claim(self._offers.known())
        except NotOffered:
            self._offers.forget()
            return claim(self._offers.known())

    def _await_sandbox(self) -> None:
        """A message that is given up while the engine is restarted is sent again a lease later; one that is kept is
        served as soon as the engine is back.

        Raises:
            SandboxUnavailable: it does not come back.
        """
        give_up_at = time.monotonic() + SANDBOX_PATIENCE_S
        while True:
            try:
                self._offers.known()
                return
            except SandboxUnavailable:
                if time.monotonic() > give_up_at or self._drain.begun():
                    raise
                time.sleep(SANDBOX_POLL_S)

    def _grade(self, hold: Hold) -> None:
        job = hold.lease.job
        delivery = Delivery(hold, patience_s=2 * self._rules.lease_s)
        why, broken, spared = "it ended without a report", False, False
        try:
            self._pipeline.grade(
                job, emit=hold.emit, deliver=delivery, stopped=lambda: hold.lost() or self._drain.over()
            )
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            broken, spared = isinstance(error, BoxBroken), isinstance(error, NoBox)
            told = {"submission": job.submission, "attempt": job.attempt, "error": why}
            if delivery.done:
                log.warning("cleaning_up_failed", **told)
                return
            self._offers.forget()
            expected = isinstance(error, Unavailable)
            log.warning("attempt_failed", **told, exc_info=None if expected else error)
        if delivery.done or hold.lost():
            return
        if self._drain.over():
            self._hand_back(hold)
        else:
            self._try_again(hold, why, broken=broken, spared=spared)

    def _try_again(self, hold: Hold, why: str, *, broken: bool, spared: bool) -> None:
        """After an attempt that failed: by whoever comes first, later, or not at all.

        ``broken``: the submission broke its box. Whoever did so in every attempt is to blame for the end; one of them
        may be the engine's. ``spared``: it did not come so far that the submission could be to blame.
        """
        lease = hold.lease
        self._leases.note(lease, why[:WHY_CHARS], broken=broken)
        if self._nothing_works():  # here: whoever can takes it at once
            self._hand_back(hold)
            return
        if spared:
            hold.let_go()
            if self._leases.give_back(lease, pause_s=SPARED_PAUSE_S, counts=False):
                log.info("spared", submission=lease.job.submission, attempt=lease.job.attempt)
            time.sleep(SPARED_SLEEP_S)
            return
        if lease.tries >= self._rules.max_attempts:
            told = {"submission": lease.job.submission, "attempt": lease.job.attempt, "trouble": why}
            log.error("set_aside", **told)
            cause = "box_broken" if lease.broken + broken >= lease.tries else "sandbox_failed"
            Delivery(hold, 0)(Report(cause=cause, message=sentence(cause)))
            return
        hold.let_go()
        if lease.tries > 1:
            pause_s = min(FURTHER_PAUSE_S * 2 ** (lease.tries - 2), LONGEST_PAUSE_S)
            if self._leases.give_back(lease, pause_s=pause_s):
                log.info("paused", submission=lease.job.submission, attempt=lease.job.attempt, pause_s=pause_s)
        else:
            self._requeue(lease, self._leases.give_back(lease))
        time.sleep(PAUSE_S)

    def _nothing_works(self) -> bool:
        """Whether nothing at all could be graded here now, say because the engine is being restarted."""
        try:
            self._offers.known()
        except SandboxUnavailable:
            return True
        return False

    def _hand_back(self, hold: Hold) -> None:
        """Because this worker stops or has no sandbox: no fault of the submission's, and no attempt that counts."""
        hold.let_go()
        self._requeue(hold.lease, self._leases.give_back(hold.lease, counts=False))

    def _requeue(self, lease: Lease, submission: Submission | None) -> None:
        if submission is None:
            log.info("given_up", submission=lease.job.submission, attempt=lease.job.attempt)
            return
        log.info("requeued", submission=submission.id, attempt=submission.attempt)
        self._dispatch.send(submission)
