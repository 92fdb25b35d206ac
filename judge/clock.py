"""The time of day, for all that is written down. Whoever must be testable takes a ``Now`` instead of asking here."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)
