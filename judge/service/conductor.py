"""What the judge does by itself over time: publish versions whose known submissions are graded, carry rejudges on,
deliver webhooks. One process of many does it, and whoever comes after a killed one goes on where that was.
"""

from collections.abc import Callable, Mapping

import structlog

from judge.domain.errors import Unavailable
from judge.service.ports import Turns

_log = structlog.get_logger(__name__)
TURN = "conductor"
TURN_S = 10.0

Step = Callable[[], object]
"""Does what can be done now, in about a second at most, and keeps what it did in the store as it goes."""


class Conductor:
    """Call it in every round. A step that fails keeps no other one from its turn."""

    def __init__(self, turns: Turns, holder: str, steps: Mapping[str, Step]) -> None:
        self._turns = turns
        self._holder = holder
        self._steps = steps

    def __call__(self) -> None:
        """Raises Unavailable when the store is away."""
        if not self._turns.take(TURN, self._holder, TURN_S):
            return
        for name, step in self._steps.items():
            try:
                step()
            except Unavailable:
                raise
            except Exception:
                _log.exception("step_failed", step=name)
