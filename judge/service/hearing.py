"""What of a submission's events somebody may hear, and under which ids.

The store numbers the events of one millisecond. Where some are about tests that a candidate may not know of, the gaps
would tell how many there are: a candidate's ids count what they hear in that millisecond, and nothing else.
"""

from collections.abc import Iterable, Iterator

from judge.domain.events import Event
from judge.domain.redaction import candidate_event

Told = tuple[str, Event]
_LAST_OF_MS = 10**18 - 1


class Everything:
    """For those who see all: the store's own ids."""

    def __init__(self, after: str) -> None:
        self.start = after

    def __call__(self, events: Iterable[Told]) -> Iterator[Told]:
        yield from events


class Visible:
    """For a candidate who has heard everything up to ``after``, an id of this class. Begin to read at ``start``."""

    def __init__(self, after: str, *, over: bool) -> None:
        ms, _, place = after.partition("-")
        self._heard = (int(ms), int(place)) if place else (-1, -1)
        self.start = f"{max(0, int(ms) - 1)}-{_LAST_OF_MS}" if place else ""
        self._over = over
        self._ms = self._place = -1

    def __call__(self, events: Iterable[Told]) -> Iterator[Told]:
        for event_id, event in events:
            seen = candidate_event(event, over=self._over)
            if seen is None:
                continue
            ms = int(event_id.partition("-")[0])
            self._place = self._place + 1 if ms == self._ms else 0
            self._ms = ms
            if (ms, self._place) > self._heard:
                yield f"{ms}-{self._place}", seen
