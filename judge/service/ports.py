"""What the use cases and the worker need from the store and the queue; ``judge.store`` and ``judge.queue`` fit it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from judge.domain.events import Event
from judge.domain.report import Report
from judge.domain.submission import Purpose, QueueName, State, Submission
from judge.domain.trial import Trial
from judge.domain.verdict import Verdict
from judge.domain.waits import NOWHERE, Place
from judge.service.leases import ANYTHING, Lease, Leases
from judge.service.registry import Packages, Version
from judge.service.replaceable import Replaceable

__all__ = [
    "ANYTHING",
    "Audit",
    "AuditEntry",
    "Bound",
    "Created",
    "Dispatch",
    "Events",
    "Lease",
    "Leases",
    "NewSubmission",
    "Packages",
    "Page",
    "Query",
    "Rates",
    "Submissions",
    "Turns",
    "Uses",
    "Version",
    "Watch",
    "WorkerInfo",
    "Workers",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubmission:
    """A checked submission, not yet stored. ``fingerprint`` is a digest of the request, for idempotent replay.

    ``needs`` is what a worker must offer to grade it: ``runtime:python``, ``service``, ``sidecar:postgres``.
    ``trial`` goes with the purpose of that name: what of the challenge is run.
    ``indexes`` are the names of the lists it is found in later; those of state and verdict come by themselves.
    ``bounds`` are checked in the same step as it is stored, so two requests at once cannot both be the last one.
    """

    challenge: str
    challenge_version: int
    package: str
    runtime: str
    files: Mapping[str, bytes]
    queue: QueueName = QueueName.INTERACTIVE
    idempotency_key: str = ""
    fingerprint: str = ""
    owner: str = ""
    organisation: str = ""
    invitation: str = ""
    purpose: Purpose = Purpose.COUNTS
    trial: Trial | None = None
    needs: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    bounds: tuple["Bound", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """At most ``limit`` submissions in a list. ``code`` is that of the error when there are so many already.

    The list of :func:`judge.domain.submission.pending_list` keeps itself: what of this person is queued or running.
    """

    index: str
    limit: int
    code: str


@dataclass(frozen=True, slots=True)
class Created:
    """``replayed`` when the idempotency key was seen before: the first record, nothing new was stored.

    ``place`` is the one in the queue it got when it was stored; a replay tells the same.
    """

    submission: Submission
    replayed: bool
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """``within`` are names of lists that all of the found ones are in."""

    challenge: str = ""
    verdict: Verdict | None = None
    state: State | None = None
    within: tuple[str, ...] = ()
    cursor: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. ``cursor`` is empty on the last page."""

    submissions: tuple[Submission, ...]
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerInfo:
    """A live worker process, as it last reported itself.

    ``services``: it grades stages whose submission is a service, with these types of ``sidecars`` beside it.
    """

    id: str
    runtimes: tuple[str, ...]
    queues: tuple[QueueName, ...]
    backend: str
    concurrency: int
    enforced: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    services: bool = False
    sidecars: tuple[str, ...] = ()


class Submissions(Replaceable, Protocol):
    """Records, sources and reports as the API uses them."""

    def create(self, new: NewSubmission) -> Created:
        """Store record, source, index entries and the first event in one step.

        Raises:
            Busy: the queue is full (code ``queue_full``; for what the judge sends by itself, half full), or the store
                is (``store_full``).
            Conflict: the idempotency key was used for another request.
        """

    def replay(self, idempotency_key: str, fingerprint: str) -> Created | None:
        """What :meth:`create` would replay; none where it would make something new. Raises Conflict as it does."""

    def get(self, submission_id: str) -> Submission:
        """Raises NotFound."""

    def report(self, submission_id: str) -> Report | None:
        """The report of the newest finished attempt; none while there is none."""

    def reports(self, submission_ids: Sequence[str]) -> list[Report | None]: ...

    def places(self, submissions: Sequence[Submission]) -> list[Place]:
        """Where each of them stands, in one round trip; the place of one that does not wait has the position 0."""

    def list(self, query: Query) -> Page: ...

    def cancel(self, submission_id: str, *, unjudged: bool = False) -> Submission:
        """What was judged before is finished again with the result it had; not if it has to be ``unjudged``.

        Raises:
            NotFound
            Conflict: it is finished or cancelled already, or was judged before.
        """

    def rejudge(self, submission_id: str) -> Submission:
        """A new attempt on the batch queue, pinned to the same challenge version. Raises NotFound, Conflict."""

    def counts(self) -> Mapping[State, int]:
        """How many submissions there are in each state (for the metrics)."""

    def waiting(self) -> Mapping[QueueName, int]:
        """How many submissions wait in each queue (for the metrics)."""

    def set_aside(self) -> int:
        """How many of those kept ended as ``judge_error`` (for the metrics)."""


class Watch(Protocol):
    def wait(self, timeout_s: float) -> bool:
        """True at once if something happened since the watch began or since the last call, or as soon as it does;
        false when the time is over."""


class Events(Protocol):
    def watch(self, submission_id: str) -> AbstractContextManager[Watch]:
        """Listen from now on. Begin the watch, then read the record, then wait: nothing is missed between the two.

        Cheap to have by the thousand: one Redis connection a process serves all watches.
        """

    def read(self, submission_id: str, after: str = "") -> list[tuple[str, Event]]:
        """Events after the one with id ``after`` (all when empty), each with its id."""


class Workers(Protocol):
    def live(self) -> list[WorkerInfo]: ...

    def beat(self, worker: WorkerInfo, ttl_s: float) -> None: ...

    def leave(self, worker_id: str) -> None: ...


class Turns(Protocol):
    """Who acts, where one process of many should."""

    def take(self, name: str, holder: str, ttl_s: float) -> bool:
        """True while ``holder`` has the turn: it was free or is its own already. It ends after ``ttl_s`` untaken."""


class Dispatch(Protocol):
    def send(self, submission: Submission) -> None:
        """Put (id, attempt) on the submission's queue. Raises Unavailable."""


class Uses(Protocol):
    """When each key was last used, kept apart from the keys: it changes with every request."""

    def touch(self, key_id: str, moment: datetime) -> None: ...

    def last(self, key_ids: Sequence[str]) -> list[datetime | None]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what: ``action`` is the method and path of a call, ``target`` the path as it was sent."""

    at: datetime
    key: str
    name: str
    role: str
    organisation: str
    action: str
    target: str
    status: int


class Audit(Protocol):
    def write(self, entry: AuditEntry) -> None: ...

    def page(self, cursor: str, limit: int) -> tuple[list[tuple[str, AuditEntry]], str]:
        """Newest first, each with its id; the cursor of the next page, empty on the last one."""


class Rates(Protocol):
    def hit(self, name: str, rate: str, cost: int = 1) -> float:
        """0 when this much more is within the rate (``30/minute``), and counted; else the seconds until it may be."""
