"""Ids that sort by the time they were made, for everything whose lists are shown newest first: ULIDs."""

import hashlib
import secrets
from datetime import datetime

from ulid import ULID, RandomnessSource, ULIDGenerator

_RANDOM_BYTES = 10
_MOST = 1 << 8 * _RANDOM_BYTES
_STEP_BITS = 64


class _Scattered:
    """Ids of one millisecond sort in the order in which they were made, and lie a random step apart.

    The library's own way is a step of one: whoever got an id would know the next.
    """

    def __init__(self) -> None:
        self._moment = -1
        self._last = 0

    def resolve_randomness(self, timestamp: int, randomness_source: RandomnessSource) -> bytes:
        after = self._last + 1 + secrets.randbits(_STEP_BITS)
        if timestamp != self._moment or after >= _MOST:
            after = int.from_bytes(randomness_source(timestamp))
        self._moment, self._last = timestamp, after
        return after.to_bytes(_RANDOM_BYTES)


_generator = ULIDGenerator(policy=_Scattered())


def new_id(moment: datetime | None = None) -> str:
    """One of its own, of this moment if no other is given."""
    return str(_generator.generate(moment))


def derived_id(moment: datetime, *of: str) -> str:
    """The one of a moment and some names: the same for the same ones, whenever it is made again."""
    time_bytes = round(moment.timestamp() * 1000).to_bytes(6, "big")
    return str(ULID.from_bytes(time_bytes + hashlib.sha256("\0".join(of).encode()).digest()[:_RANDOM_BYTES]))
