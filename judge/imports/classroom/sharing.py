"""Points, names and limits of what becomes of the tests."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from judge.imports.classroom.reading import AutoTest
from judge.imports.imported import Notes

_MAX_NAME = 64
_CPU_S, _WALL_S = 10.0, 30.0


@dataclass(frozen=True, slots=True)
class Shared:
    """Whether the tests say what they are worth; where none does, each is worth the same."""

    given: bool


def stage(name: str, kind: str, groups: Mapping[str, float | None], shared: Shared, notes: Notes) -> dict[str, Any]:
    """A stage of ``groups`` with their points."""
    points = {group: (worth or 0.0) if shared.given else 1.0 for group, worth in groups.items()}
    if math.fsum(points.values()) <= 0:
        notes.add("tests", f"those of stage {name} are worth nothing, but a stage needs points: it has 1")
        points[next(iter(points))] = 1.0
    return {
        "name": name,
        "kind": kind,
        "points": math.fsum(points.values()),
        "groups": [{"name": group, "points": worth, "visibility": "full"} for group, worth in points.items()],
    }


def group_name(name: str, taken: Collection[str]) -> str:
    """A group's name made of a test's, different from those that are ``taken``."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_")[: _MAX_NAME - 5] or "test"
    numbers = range(1, len(taken) + 2)
    return next(each for number in numbers if (each := plain if number == 1 else f"{plain}-{number}") not in taken)


def limits_of(tests: Sequence[AutoTest], notes: Notes) -> dict[str, Any]:
    """The longest time that one of them may take. Minutes were for hanging jobs: more than seconds is not kept."""
    seconds = max(1.0, *(test.minutes * 60 for test in tests))
    if seconds > _WALL_S:
        notes.add("timeout", f"more than {_WALL_S:g} s were not carried over; set limits.wall_s and cpu_s for more")
    return {"cpu_s": min(seconds, _CPU_S), "wall_s": min(seconds, _WALL_S)}
