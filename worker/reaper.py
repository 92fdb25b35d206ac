"""Removes the boxes that dead workers left on this machine."""

from collections import deque
from collections.abc import Callable, Collection

from judge.service.ports import Workers

EVERY = 5
"""Rounds of a second each: in so many, every worker that lives says so once."""
LOOKS = 2
"""A worker is dead when it was missing in so many looks before, too. After an outage of the store, or a jump of its
clock, all are missing until they have spoken again, and their boxes are in use."""


class Reaper:
    """``reap`` is given the workers whose boxes stay; call it in every round."""

    def __init__(self, reap: Callable[[Collection[str]], int], workers: Workers, worker: str) -> None:
        self._reap = reap
        self._workers = workers
        self._worker = worker
        self._rounds = 0
        self._seen: deque[set[str]] = deque(maxlen=LOOKS)

    def __call__(self) -> None:
        """Raises Unavailable when the store is."""
        self._rounds += 1
        if self._rounds % EVERY != 1:
            return
        live = {worker.id for worker in self._workers.live()}
        if self._worker not in live:  # this one lives: nobody could speak, since the engine or the store was away
            self._seen.clear()
            return
        if len(self._seen) == LOOKS:
            self._reap(live.union(*self._seen))
        self._seen.append(live)
