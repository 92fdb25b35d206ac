"""Groups of tests: folders below a stage's folder, their points, and what of them the candidate sees."""

import math
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from judge.domain.challenge import Group, Scoring, Visibility
from judge.packages.document import Path
from judge.packages.place import Place
from judge.packages.problems import Problems
from judge.packages.shapes import Model, Name, Word

MAX_POINTS = 1_000_000
_ROUNDED = 1e-6
"""What the points of all groups may be off, because thirds cannot be written. They are made to fit then."""

_LEAST = _ROUNDED
"""The least points that a group may have, but for none: what is less than the rounding cannot be made to fit."""

SAMPLE, HIDDEN = "sample", "hidden"


class GroupModel(Model):
    """One entry of a stage's ``groups``. ``points``: for all groups of a stage or for none."""

    name: Name
    points: Annotated[float, Field(ge=0, le=MAX_POINTS)] = 0.0
    scoring: Word[Scoring] = Scoring.SUM
    visibility: Word[Visibility] = Visibility.NAME
    after_deadline: Word[Visibility] = Visibility.NONE

    def shown(self) -> Visibility:
        """Sample tests are there to be seen, unless the author says otherwise."""
        if self.name == SAMPLE and not self.given("visibility"):
            return Visibility.FULL
        return self.visibility


def declared(groups: list[GroupModel], folders: Iterable[str]) -> list[GroupModel]:
    """The author's groups, or those of ``sample`` and ``hidden`` that have tests."""
    present = set(folders)
    return groups or [GroupModel(name=name) for name in (SAMPLE, HIDDEN) if name in present]


def check_groups(groups: list[GroupModel], counts: Mapping[str, int], place: Place, problems: Problems) -> None:
    """``counts`` has the number of tests in each folder that is there."""
    at, folder = place.at, place.folder
    names = [group.name for group in groups]
    for index, name in enumerate(names):
        if name in names[:index]:
            problems.field((*at, "groups", index, "name"), f"{name} is the name of an earlier group; choose another")
        elif not counts.get(name):
            problems.field((*at, "groups", index), f"has no tests; put some into {folder}/{name}/")
    for index, group in enumerate(groups):
        before, after = group.shown(), group.after_deadline
        if group.given("after_deadline") and after is not before.or_more(after):
            told = f"{after} is less than {before}, which is seen from the beginning; give more, or leave it out"
            problems.field((*at, "groups", index, "after_deadline"), told)
    expected = [group.name for group in declared(groups, counts)]
    for name, count in counts.items():
        if not count and name in expected and not groups:
            problems.file(f"{folder}/{name}", "has no tests; put some there or take the folder away")
        if name not in expected:
            known = problems.suggest(name, names or [SAMPLE, HIDDEN])
            problems.file(
                f"{folder}/{name}", f"is not a declared group ({known}); add it to the stage's groups or rename it"
            )
    if not any(counts.values()) and not groups:
        problems.file(folder, f"has no tests; put some into {folder}/{SAMPLE}/ and {folder}/{HIDDEN}/")


def check_points(groups: list[GroupModel], points: float, at: Path, problems: Problems) -> None:
    with_points = [group.given("points") for group in groups]
    if not any(with_points):
        return
    for index, given in enumerate(with_points):
        if not given:
            problems.field((*at, "groups", index, "points"), "is missing; give points to all groups or to none")
        elif 0 < groups[index].points < _LEAST:
            problems.field((*at, "groups", index, "points"), f"must be 0, or {_LEAST:.6f} or more")
    total = math.fsum(group.points for group in groups)
    if all(with_points) and not math.isclose(total, points, abs_tol=_ROUNDED):
        problems.field((*at, "points"), f"is {points:g}, but its groups have {total:g} together; make them equal")


def build_groups(
    groups: list[GroupModel], counts: Mapping[str, int], points: float, scoring: Scoring
) -> tuple[Group, ...]:
    """Groups with points: the author's, or shared by number of tests. Together they have the stage's ``points``."""
    chosen = declared(groups, counts)
    tests = sum(counts[group.name] for group in chosen)
    given = math.fsum(group.points for group in chosen)
    return tuple(
        Group(
            name=group.name,
            points=group.points * (points / given) if given else points * counts[group.name] / tests,
            scoring=group.scoring if group.given("scoring") else scoring,
            visibility=group.shown(),
            after_deadline=group.after_deadline,
        )
        for group in chosen
    )
