"""Takes from the shelves what nobody can use any more: rejudges whose submissions are past their retention with all
their entries, and old comparisons."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic
from typing import Protocol

import structlog

from judge.clock import Now, utc_now
from judge.domain.rejudge import Entry, Rejudge
from judge.domain.similarity import Comparison
from judge.service.shelves import Shelf
from judge.service.similarity import KEPT

_log = structlog.get_logger(__name__)
AT_ONCE = 200
"""Entries removed in one round of a second."""
LOOK_EVERY_S = 600.0


class Kept(Protocol):
    """What it works on."""

    @property
    def rejudges(self) -> Shelf[Rejudge]: ...
    @property
    def rejudge_entries(self) -> Shelf[Entry]: ...
    @property
    def comparisons(self) -> Shelf[Comparison]: ...


class Forgetting:
    """A step of the conductor. ``retention`` is how long submissions are kept, counted from when they end."""

    def __init__(
        self, store: Kept, retention: timedelta, now: Now = utc_now, clock: Callable[[], float] = monotonic
    ) -> None:
        self._rejudges = store.rejudges
        self._entries = store.rejudge_entries
        self._comparisons = store.comparisons
        self._retention = retention
        self._now = now
        self._clock = clock
        self._look_at = 0.0

    def __call__(self) -> None:
        """Raises Unavailable when the store is away."""
        if self._clock() < self._look_at:
            return
        for comparison in self._comparisons.everything():
            if comparison.created_at < self._now() - KEPT:
                self._comparisons.remove(comparison.id)
        if all(self._forget(each) for each in self._old()):
            self._look_at = self._clock() + LOOK_EVERY_S

    def _old(self) -> Iterator[Rejudge]:
        """Those that ended so long ago, or that nobody applied: what was graded for them is gone, too."""
        before = self._now() - self._retention
        for rejudge in self._rejudges.everything():
            if not rejudge.unfinished and (rejudge.ended_at or rejudge.created_at) < before:
                yield rejudge

    def _forget(self, rejudge: Rejudge) -> bool:
        """Its entries first, so that none is left of one that is gone. Whether all of it is."""
        page = self._entries.page(rejudge.id, limit=AT_ONCE)
        for entry in page.values:
            self._entries.remove(entry.id)
        if page.cursor:
            return False
        self._rejudges.remove(rejudge.id)
        _log.info("rejudge_forgotten", rejudge=rejudge.id)
        return True
