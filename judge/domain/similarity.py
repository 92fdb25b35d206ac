"""How alike people's sources are: a hint with the places, for somebody to look at. Never a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FROM_PERCENT = 30
"""Pairs that are less alike are not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The files of one submission that are in its runtime's language, as text."""

    submission: str
    runtime: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is compared. ``given`` are the files that everybody got, by runtime: what is in them is nobody's own."""

    sources: tuple[Source, ...]
    given: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A place in a file, both ends included, counted from 1."""

    file: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    left: Lines
    right: Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two submissions. A percentage is how much of that one is found in the other; ``more`` counts the matches that are
    not told."""

    left: str
    right: str
    left_percent: float
    right_percent: float
    matches: tuple[Match, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that was not compared, and why."""

    submission: str
    file: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The most alike first."""

    pairs: tuple[Pair, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class ComparisonState(StrEnum):
    COMPUTING = "computing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person, by the submission of theirs that is compared."""

    person: str
    submission: str
    runtime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The comparison of these submissions; ``id`` is a digest of all that it depends on, so it is made once.

    ``complete`` is false where there were more people than are compared.
    """

    id: str
    challenge: str
    package: str
    people: tuple[Person, ...]
    created_at: datetime
    complete: bool = True
    state: ComparisonState = ComparisonState.COMPUTING
    tries: int = 0
    findings: Findings = Findings()
    why: str = ""
    ended_at: datetime | None = None
