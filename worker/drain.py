"""A worker that is told to stop: its children hear it, finish what they can in time, and hand back the rest.

The main process begins it, and each child looks at it whenever it would ask whether its submission is still wanted. The
two share a word of memory, made before the fork: a signal of its own for each child could be lost while it starts.
"""

import time
from multiprocessing.sharedctypes import RawValue


class Drain:
    """Make it before the fork. Times are of the machine's monotonic clock, which all processes share."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._ends_at = RawValue("d", 0.0)

    def begin(self) -> None:
        """Take nothing more, and finish within the patience; said once more, hand back everything now."""
        now = time.monotonic()
        self._ends_at.value = now if self._ends_at.value else now + self._patience_s

    def begun(self) -> bool:
        return bool(self._ends_at.value)

    def over(self) -> bool:
        """Whether what is being graded is to be handed back."""
        ends_at = float(self._ends_at.value)
        return 0 < ends_at <= time.monotonic()
