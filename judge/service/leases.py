"""The worker's side of a submission, as a port: see ``judge.store.leases``."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from judge.domain.events import Event
from judge.domain.report import Report
from judge.domain.submission import Job, QueueName, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to write the report of one attempt. ``token`` fences writes of earlier holders.

    ``tries`` counts the attempts, this one included, since it was submitted or sent to be judged again; ``broken``
    those before it in which the submission broke its box. ``since`` is when it was claimed, by a clock
    of its holder that never jumps.
    """

    job: Job
    token: str
    worker: str
    tries: int = 1
    broken: int = 0
    since: float = field(default_factory=time.monotonic, compare=False)


ANYTHING = ("*",)


class Leases(Protocol):
    """The worker's side of a submission."""

    def claim(self, queue: QueueName, worker: str, lease_s: float, offered: Sequence[str] = ANYTHING) -> Lease | None:
        """Take the attempt that is next in the queue, of those that need nothing but what is ``offered``; none if
        nothing waits.

        Raises:
            NotOffered: all that wait need something else. They stay queued.
        """

    def renew(self, lease: Lease, lease_s: float) -> bool:
        """False when the lease was lost (expired and requeued, or cancelled): stop grading."""

    def emit(self, lease: Lease, events: Sequence[Event], told: int) -> None:
        """Tell test ``events``; ``told`` is how many of this lease were told before them. After an answer that was lost
        the same can be told again, with others behind it: what is there already is not added again."""

    def finish(self, lease: Lease, report: Report, events: Sequence[Event] = (), told: int = 0) -> bool:
        """Write report, state, indexes, the last test ``events`` (as ``emit``) and the event of the end in one step;
        false (nothing written) if the lease is not held."""

    def note(self, lease: Lease, trouble: str, *, broken: bool = False) -> None:
        """Keep why this attempt failed, for managers, and whether the submission broke its box; nothing if the lease is
        not held, or the same was noted before."""

    def give_back(self, lease: Lease, *, pause_s: float = 0, counts: bool = True) -> Submission | None:
        """Requeue as the next attempt after a failure of ours; none if the lease is not held.

        With a pause it stays as it is meanwhile, held by nobody, and ``requeue_expired`` requeues it. An attempt that
        does not count leaves ``Lease.tries`` as it was.
        """

    def requeue_expired(self) -> Iterator[Submission]:
        """Requeue every running attempt that nobody renewed, or whose pause is over, as the next attempt: the first
        time before all others, after that behind what its owner has waiting.

        One that used up its attempts is finished as ``judge_error`` instead. Both are among the results.
        """

    def keep_time(self) -> None:
        """Call it at intervals, before ``requeue_expired``. After a time in which nobody could renew, because the store
        was away or its clock jumped, every lease gets its whole time anew."""

    def stranded(self, older_than_s: float) -> Iterator[Submission]:
        """The first in line, as many as messages seem lost: for so long there were fewer messages than submissions."""
