"""What the judge does by itself over time: publish versions whose known submissions are graded, carry rejudges on,
deliver webhooks. One process of many does it, and whoever comes after a killed one goes on where that was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

import structlog

from judge.domain.errors import StoreFull, Unavailable
from judge.service.ports import Turns

_log = structlog.get_logger(__name__)
TURN = "conductor"
TURN_S = 10.0
LONGEST_PAUSE_S = 60.0
"""A step that fails again and again is tried as often as this; a round is a second."""

Step = Callable[[], object]
"""Does what can be done now, in about a second at most, and keeps what it did in the store as it goes."""


@dataclass(slots=True)
class _Trouble:
    """A step that failed, how long it pauses, and until when."""

    pause_s: float = 0.0
    until: float = 0.0


class Conductor:
    """Call it in every round. A step that fails keeps no other one from its turn, and pauses, longer each time."""

    def __init__(
        self, turns: Turns, holder: str, steps: Mapping[str, Step], clock: Callable[[], float] = monotonic
    ) -> None:
        self._turns = turns
        self._holder = holder
        self._steps = steps
        self._clock = clock
        self._troubles: dict[str, _Trouble] = {}

    def __call__(self) -> None:
        """Raises Unavailable when the store is away."""
        if not self._turns.take(TURN, self._holder, TURN_S):
            return
        for name, step in self._steps.items():
            trouble = self._troubles.get(name)
            if trouble and self._clock() < trouble.until:
                continue
            try:
                step()
            except Exception as error:
                if isinstance(error, Unavailable) and not isinstance(error, StoreFull):
                    raise  # what is refused for want of memory is one step's trouble: others make room, or need none
                trouble = self._troubles.setdefault(name, _Trouble())
                trouble.pause_s = min(2 * trouble.pause_s or 1.0, LONGEST_PAUSE_S)
                trouble.until = self._clock() + trouble.pause_s
                _log.exception("step_failed", step=name, again_in_s=trouble.pause_s)
            else:
                self._troubles.pop(name, None)
