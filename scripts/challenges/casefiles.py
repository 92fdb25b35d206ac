"""Writes the cases of a challenge's stdio stages, or checks that they are what its generator makes.

A generator is run from the checkout: ``python -m scripts.challenges.<id>`` writes, with ``--check`` it only compares.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

CHALLENGES = Path(__file__).resolve().parents[2] / "challenges"


@dataclass(frozen=True, slots=True)
class Case:
    """What a program reads and must print. Lone surrogates in the input stand for bytes that are not UTF-8."""

    input: str
    answer: str


def stage_files(groups: Mapping[str, Iterable[Case]]) -> dict[str, bytes]:
    """Content by path below ``stages/``; ``groups`` is keyed ``<stage>/<group>``, cases are numbered from 01."""
    files: dict[str, bytes] = {}
    for group, cases in groups.items():
        for number, case in enumerate(cases, start=1):
            files[f"{group}/{number:02}.in"] = case.input.encode(errors="surrogateescape")
            files[f"{group}/{number:02}.ans"] = case.answer.encode()
    return files


def run(challenge: str, groups: Mapping[str, Iterable[Case]]) -> None:
    """The command line of a generator; exits with 1 where ``--check`` finds a difference."""
    folder = CHALLENGES / challenge / "stages"
    made = stage_files(groups)
    there = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.suffix in {".in", ".ans"}}
    if sys.argv[1:] == ["--check"]:
        differing = [
            name
            for name in sorted(made.keys() | there.keys())
            if name not in made or name not in there or there[name].read_bytes() != made[name]
        ]
        sys.exit("\n".join(f"differs from its generator: {folder / name}" for name in differing) or None)
    for name in there.keys() - made.keys():
        there[name].unlink()
    for name, content in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{challenge}: {len(made)} files, {sum(map(len, made.values()))} bytes")
