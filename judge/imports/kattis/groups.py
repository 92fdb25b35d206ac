"""From groups within groups to the flat groups of stages, with their points.

A stage has one checker, a Kattis group has validator flags of its own: tests with the same flags become one stage.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from judge.imports.imported import Notes
from judge.imports.kattis.metadata import Metadata
from judge.imports.kattis.scores import Scores
from judge.imports.kattis.tree import Data, TestCase

TOTAL = 100.0
_NAMES = {"sample": "sample", "secret": "hidden"}
_MAX_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatGroup:
    """``cases`` maps a test's name inside the group to it; ``points`` is absent where they are shared by number."""

    name: str
    cases: Mapping[str, TestCase]
    flags: tuple[str, ...]
    points: float | None = None
    all_or_nothing: bool = False
    visible: bool = False

    def as_yaml(self) -> dict[str, Any]:
        made: dict[str, Any] = {"name": self.name}
        if self.points is not None:
            made["points"] = self.points
        if self.all_or_nothing:
            made["scoring"] = "all_or_nothing"
        return made | {"visibility": "full" if self.visible else "name"}


def flat_groups(data: Data, metadata: Metadata, notes: Notes) -> tuple[FlatGroup, ...]:
    """The groups in the order of their folders, samples first."""
    scores = Scores(data.groups, data.cases, legacy=metadata.legacy, notes=notes) if metadata.scoring else None
    buckets: dict[tuple[str, tuple[str, ...]], list[TestCase]] = {}
    for case in data.cases:
        home = scores.home(case.group) if scores else case.group
        buckets.setdefault((home, case.flags), []).append(case)
    groups: list[FlatGroup] = []
    for (home, flags), cases in sorted(buckets.items()):
        sample = home.partition("/")[0] == "sample"
        feedback = all(data.groups[case.group].inherited.get("full_feedback", sample) is True for case in cases)
        groups.append(
            FlatGroup(
                name=_unique(_name(home), [group.name for group in groups]),
                cases={_case_name(case, home): case for case in cases},
                flags=flags,
                points=scores.points(home, len(cases)) if scores else None,
                all_or_nothing=scores.whole(home) if scores else False,
                visible=feedback,
            )
        )
    if scores and not any(group.points for group in groups):
        notes.add("data/secret", "has no points that could be carried over: they are shared by number of tests")
        return tuple(_without_points(group) for group in groups)
    return tuple(groups)


def by_flags(groups: Sequence[FlatGroup]) -> dict[tuple[str, ...], list[FlatGroup]]:
    found: dict[tuple[str, ...], list[FlatGroup]] = {}
    for group in groups:
        found.setdefault(group.flags, []).append(group)
    return found


def _without_points(group: FlatGroup) -> FlatGroup:
    return FlatGroup(name=group.name, cases=group.cases, flags=group.flags, visible=group.visible)


def _name(home: str) -> str:
    top, _, rest = home.partition("/")
    name = re.sub(r"[^A-Za-z0-9_-]", "-", f"{_NAMES[top]}-{rest}" if rest else _NAMES[top])
    return name[:_MAX_NAME]


def _unique(name: str, taken: Sequence[str]) -> str:
    return next(
        candidate
        for number in range(1, len(taken) + 2)
        if (candidate := name if number == 1 else f"{name[: _MAX_NAME - 5]}-{number}") not in taken
    )


def _case_name(case: TestCase, home: str) -> str:
    """Its path from the group's folder, on one level."""
    inside = case.group.removeprefix(home).strip("/")
    return f"{inside.replace('/', '-')}-{case.name}" if inside else case.name


def shared(groups: Sequence[FlatGroup], all_groups: Sequence[FlatGroup]) -> float:
    """The points of a stage with ``groups``: theirs, or its share of the whole by number of tests."""
    if any(group.points is not None for group in groups):
        return math.fsum(group.points or 0.0 for group in groups)
    every = sum(len(group.cases) for group in all_groups)
    return round(TOTAL * sum(len(group.cases) for group in groups) / every, 6)
