"""Where a submission stands in its queue, and how long it will be about until it is graded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """``position`` 1 is next, 0 does not wait. ``ahead`` are all that come before it, those of people before machines.

    ``running`` are graded now. ``like_it_ms`` is what a grading like it took lately, ``any_ms`` any grading; 0 where
    there was none.
    """

    position: int = 0
    ahead: int = 0
    running: int = 0
    like_it_ms: float = 0.0
    any_ms: float = 0.0


NOWHERE = Place()
"""That of what does not wait."""


def estimate_s(place: Place, slots: int) -> float | None:
    """Seconds until it is graded, if ``slots`` are graded at a time; none if nothing is known that tells.

    A slot comes free every ``any_ms / slots`` once all are taken.
    """
    like_it_ms = place.like_it_ms or place.any_ms
    if not place.position or slots < 1 or not like_it_ms:
        return None
    turns = max(0, place.ahead + 1 - max(0, slots - place.running))
    seconds = (turns * (place.any_ms or like_it_ms) / slots + like_it_ms) / 1000
    return round(seconds, 1 if seconds < 10 else 0)
