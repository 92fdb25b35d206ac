"""Ids that sort by the time they were made, for everything whose lists are shown newest first: ULIDs."""

import hashlib
from datetime import datetime

from ulid import ULID

_RANDOM_BYTES = 10


def new_id(moment: datetime | None = None) -> str:
    """One of its own, of this moment if no other is given."""
    return str(ULID() if moment is None else ULID.from_datetime(moment))


def derived_id(moment: datetime, *of: str) -> str:
    """The one of a moment and some names: the same for the same ones, whenever it is made again."""
    time_bytes = round(moment.timestamp() * 1000).to_bytes(6, "big")
    return str(ULID.from_bytes(time_bytes + hashlib.sha256("\0".join(of).encode()).digest()[:_RANDOM_BYTES]))
