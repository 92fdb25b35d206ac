"""Holds the lease of the submission that a child process grades: renews it, and tells its events in small heaps.

One thread a child serves one submission after another; a thread each would cost more than the rest of the envelope.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from judge.domain.errors import Unavailable
from judge.domain.events import Event
from judge.domain.report import Report
from judge.service.ports import Lease, Leases

FLUSH_S = 0.02
"""Events wait this long for others to go with them."""
TICK_S = 0.1
"""How often the thread looks; an event that no other one follows waits as long."""
RENEWALS = 3
"""Renewals in the life of a lease: two may fail."""
NEWS_S = 0.5
"""A lease is renewed as often as this at least: only so does its holder hear that the submission was cancelled."""

log = structlog.get_logger(__name__)


class Hold:
    """One held lease. Emits and finishes from the grading thread, renews and flushes from the heartbeat's."""

    def __init__(self, leases: Leases, lease: Lease, lease_s: float) -> None:
        self.lease = lease
        self._leases = leases
        self._lease_s = lease_s
        self._renewed_at = time.monotonic()
        self._lost = False
        self._finished = False
        self._events: list[Event] = []
        self._told = 0
        self._oldest_at = 0.0
        self._sending = threading.Lock()

    def lost(self) -> bool:
        """True once somebody else may have the submission, or it was cancelled: stop grading."""
        return self._lost

    def emit(self, event: Event) -> None:
        """Tell an event, soon."""
        if not self._events:
            self._oldest_at = time.monotonic()
        self._events.append(event)
        self._flush_if_due()

    def finish(self, report: Report) -> bool:
        """Write the report, and the events that still wait, in one step.

        Raises:
            Unavailable: the store does not answer.
        """
        with self._sending:  # events under way in the other thread must arrive first, or they are fenced off
            written = self._leases.finish(self.lease, report, tuple(self._events), self._told)
            self._events = []
            self._finished = True
            return written

    def let_go(self) -> None:
        """It is about to be given back: that its lease is gone then is no news."""
        with self._sending:
            self._finished = True

    def tick(self) -> None:
        """What the heartbeat thread does for the lease from time to time."""
        self._flush_if_due()
        with self._sending:
            if (
                self._finished
                or self._lost
                or time.monotonic() - self._renewed_at < min(self._lease_s / RENEWALS, NEWS_S)
            ):
                return
            job = self.lease.job
            try:
                self._lost = not self._leases.renew(self.lease, self._lease_s)
                self._renewed_at = time.monotonic()
            except Unavailable as error:
                log.warning("renewal_failed", submission=job.submission, error=str(error))
            if self._lost:
                log.warning("lease_lost", submission=job.submission, attempt=job.attempt)

    def _flush_if_due(self) -> None:
        """Raises nothing: what could not be told is kept, and goes with a later heap or with the report."""
        if not self._events or time.monotonic() - self._oldest_at < FLUSH_S:
            return
        with self._sending:
            count = len(self._events)
            try:
                self._leases.emit(self.lease, self._events[:count], self._told)
                del self._events[:count]
                self._told += count
            except Unavailable as error:
                log.warning("events_delayed", submission=self.lease.job.submission, error=str(error))
            self._oldest_at = time.monotonic()


class Heartbeat:
    """Start it in the child, after the fork: threads do not survive one."""

    def __init__(self, leases: Leases, lease_s: float) -> None:
        self._leases = leases
        self._lease_s = lease_s
        self._hold: Hold | None = None
        self._stopped = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    @contextmanager
    def holding(self, lease: Lease) -> Iterator[Hold]:
        """Keep the lease while the context lasts. One at a time."""
        hold = self._hold = Hold(self._leases, lease, self._lease_s)
        try:
            yield hold
        finally:
            self._hold = None

    def _beat(self) -> None:
        while not self._stopped.wait(TICK_S):
            if hold := self._hold:
                try:
                    hold.tick()
                except Exception:  # whatever it is: without this thread every later lease of this child is lost
                    log.exception("heartbeat_broken", submission=hold.lease.job.submission)
