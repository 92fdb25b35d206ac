"""What is submitted: known submissions of the catalogue, mostly small ones, and some hostile programs between them."""

import random
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from judge.config import CHECKOUT
from judge.domain.challenge import Challenge, StageKind
from judge.packages import load, package_folders, read_folder
from judge.runtimes import load_catalogue
from tests.chaos import hostile
from tests.e2e.packages import write_sum_package

HOSTILE = "chaos-walls"
_LIGHT = "sum-of-two"
"""Five tests that take no time: what breaks is the road of a submission, and not its program."""
_SLOW = ("time_limit_exceeded", "memory_limit_exceeded", "output_limit_exceeded")
_COMPILED = ("cpp", "java", "go")
"""Runtimes whose builds take longer than most tests."""


@dataclass(frozen=True, slots=True)
class Work:
    """Something to submit. ``expected`` is the verdict that its folder promises, empty where nobody does; ``sidecars``
    are the types that stand beside it."""

    name: str
    challenge: str
    runtime: str
    files: Mapping[str, str]
    expected: str = ""
    sidecars: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Share:
    """``each``: how many different ones a run has; ``weight``: how many of a thousand submissions."""

    each: int
    weight: int


SHARES = {
    "light": Share(each=14, weight=640),
    "usual": Share(each=24, weight=170),
    "compiled": Share(each=8, weight=50),
    "suite": Share(each=6, weight=70),
    "hostile": Share(each=len(hostile.PROGRAMS), weight=40),
    "slow": Share(each=5, weight=10),
    "service": Share(each=5, weight=18),
    "database": Share(each=4, weight=12),
}


def write_challenges(folder: Path) -> None:
    """The challenge that the hostile programs are sent to; all others are the catalogue's own."""
    limits = "{cpu_s: 1, wall_s: 2, memory_mib: 128, output_kib: 64, disk_mib: 32, processes: 32}"
    write_sum_package(folder, HOSTILE, limits=limits)


class Mix:
    """Different works by share, chosen by the seed; what this judge cannot run is not among them."""

    def __init__(self, rng: random.Random, *, runtimes: Set[str], sidecars: Set[str], small: bool = False) -> None:
        """``runtimes`` and types of ``sidecars``: those that this judge has."""
        found: dict[str, list[Work]] = {name: [] for name in SHARES}
        for share, work in _everything():
            if work.runtime in runtimes and work.sidecars <= sidecars:
                found[share].append(work)
        self.works: dict[str, list[Work]] = {}
        for name, share in SHARES.items():
            each = max(1, share.each // 3) if small else share.each
            self.works[name] = sorted(rng.sample(found[name], min(each, len(found[name]))), key=lambda work: work.name)

    def distinct(self) -> list[Work]:
        return [work for works in self.works.values() for work in works]

    def leave_out(self, names: Set[str]) -> None:
        for works in self.works.values():
            works[:] = [work for work in works if work.name not in names]

    def order(self, rng: random.Random, count: int) -> list[Work]:
        """So many, by weight, each different one at least once where there is room."""
        names = [name for name, works in self.works.items() if works]
        weights = [SHARES[name].weight for name in names]
        chosen = self.distinct()[:count]
        chosen += (rng.choice(self.works[rng.choices(names, weights)[0]]) for _ in range(count - len(chosen)))
        rng.shuffle(chosen)
        return chosen


def _everything() -> Iterator[tuple[str, Work]]:
    catalogue = load_catalogue()
    for folder in package_folders(CHECKOUT / "challenges"):
        challenge = load(read_folder(folder), catalogue, folder=folder.name)
        for known in challenge.known:
            try:
                files = {path: content.decode() for path, content in known.files.items()}
            except UnicodeDecodeError:
                continue
            name = f"{challenge.id}/{known.expected}/{known.name}"
            share = _share(challenge, known.runtime, known.expected)
            yield share, Work(name, challenge.id, known.runtime, files, known.expected, challenge.sidecar_types)
    for name, (source, expected) in hostile.PROGRAMS.items():
        yield "hostile", Work(f"hostile/{name}", HOSTILE, "python", {"main.py": source}, expected)


def _share(challenge: Challenge, runtime: str, expected: str) -> str:
    kinds = {stage.kind for stage in challenge.stages}
    if StageKind.HTTP in kinds:
        return "database" if challenge.sidecar_types else "service"
    if expected in _SLOW:
        return "slow"
    if StageKind.SUITE in kinds:
        return "suite"
    if runtime in _COMPILED:
        return "compiled"
    return "light" if challenge.id == _LIGHT else "usual"
