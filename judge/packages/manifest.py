"""The models of challenge.yaml, less its stages: each kind of stage has its own under ``judge.packages.kinds``."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from judge.domain.challenge import Difficulty, Isolation, Scoring
from judge.packages.limits import LimitsModel
from judge.packages.shapes import Id, Line, Model, Name, Word

ANY = "any"
"""Stands for every runtime, in ``runtimes`` and (unwritten) in ``main``."""

FilePath = Annotated[str, StringConstraints(min_length=1)]


def _alone_in_list(value: object) -> object:
    return [ANY] if value == ANY else value


def _for_any(value: object) -> object:
    return {ANY: value} if isinstance(value, str) else value


class ChallengeModel(Model):
    """The top level of challenge.yaml."""

    format: Annotated[int, Field(ge=1, le=1)]
    id: Id
    title: Line
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    difficulty: Word[Difficulty] = Difficulty.MEDIUM
    skills: Annotated[list[Line], Field(max_length=20)] = []
    runtimes: Annotated[list[Name], BeforeValidator(_alone_in_list)] = [ANY]
    limits: LimitsModel = LimitsModel()
    isolation: Word[Isolation] = Isolation.RECYCLED
    partial: bool = False
    scoring: Word[Scoring] = Scoring.SUM
    main: Annotated[dict[str, FilePath], BeforeValidator(_for_any)] = {}
    readonly: list[FilePath] = []
    stages: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=50)]


FALLBACK: dict[str, object] = {"format": 1, "id": "unnamed", "title": "untitled", "stages": [{}]}
"""Stands in for required keys that are missing or wrong, so that the rest can be checked; never leaves the loader."""
