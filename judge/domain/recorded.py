"""A test as it was recorded when its version was first graded: what points are counted against from then on."""

from dataclasses import dataclass
from typing import Literal

from judge.domain.challenge import Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTest:
    """``points`` is its weight among the tests of its group; ``visibility`` is empty where the group's holds."""

    id: str
    group: str
    points: float = 1.0
    visibility: Visibility | Literal[""] = ""
