"""Markers that authors put on tests: points, group, visibility."""

from dataclasses import dataclass

import pytest

VISIBILITIES = ("full", "message", "name", "none")
MARKERS = (
    "points(weight): weight of this test within its group, 1 if not given",
    "group(name): count this test in another group than its folder's",
    "visibility(level): what the candidate sees of it: full, message, name or none",
    "hidden: the same as visibility('none')",
)


@dataclass(frozen=True, slots=True)
class Marks:
    """``visibility`` is None where the group's holds."""

    group: str
    points: float
    visibility: str | None


def marks_of(item: pytest.Item, groups: tuple[str, ...]) -> Marks:
    """Raises: ValueError: a marker says what cannot be."""
    group = str(_one(item, "group", item.nodeid.split("/", 1)[0]))
    if group not in groups:
        raise ValueError(f"{item.nodeid}: there is no group {group!r}")
    points = _one(item, "points", 1)
    if isinstance(points, bool) or not isinstance(points, (int, float)) or not 0 <= points < 1e6:
        raise ValueError(f"{item.nodeid}: points must be a number from 0, not {points!r}")
    visibility = _one(item, "visibility", None)
    if item.get_closest_marker("hidden") is not None:
        visibility = "none"
    if visibility is not None and visibility not in VISIBILITIES:
        raise ValueError(f"{item.nodeid}: visibility must be one of {', '.join(VISIBILITIES)}, not {visibility!r}")
    return Marks(group, float(points), visibility)


def _one(item: pytest.Item, name: str, default: object) -> object:
    marker = item.get_closest_marker(name)
    if marker is None:
        return default
    if len(marker.args) != 1 or marker.kwargs:
        raise ValueError(f"{item.nodeid}: the marker {name} takes one value")
    return marker.args[0]
