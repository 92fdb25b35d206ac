"""The models of challenge.yaml, less its stages: each kind of stage has its own under ``judge.packages.kinds``."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from judge.domain.challenge import Difficulty, Isolation, Scoring
from judge.packages.limits import LimitsModel
from judge.packages.shapes import Id, Line, Model, Name, Word

ANY = "any"
"""Stands for every runtime, in ``runtimes`` and (unwritten) in ``main``."""

FilePath = Annotated[str, StringConstraints(min_length=1)]


def _known_format(value: int) -> int:
    if value != 1:
        raise PydanticCustomError("format", "must be 1, the only format there is")
    return value


def _alone_in_list(value: object) -> object:
    return [ANY] if value == ANY else value


def _for_any(value: object) -> object:
    return {ANY: value} if isinstance(value, str) else value


class ChallengeModel(Model):
    """The top level of challenge.yaml."""

    FALLBACK: ClassVar[Mapping[str, object]] = {"format": 1, "id": "unnamed", "title": "untitled", "stages": [{}]}

    format: Annotated[int, AfterValidator(_known_format)]
    id: Id
    title: Line
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    difficulty: Word[Difficulty] = Difficulty.MEDIUM
    skills: Annotated[list[Line], Field(default_factory=list, max_length=20)]
    runtimes: Annotated[list[Name], BeforeValidator(_alone_in_list), Field(default_factory=lambda: [ANY], min_length=1)]
    limits: LimitsModel = LimitsModel()
    isolation: Word[Isolation] = Isolation.RECYCLED
    partial: bool = False
    scoring: Word[Scoring] = Scoring.SUM
    main: Annotated[dict[str, FilePath], BeforeValidator(_for_any), Field(default_factory=dict)]
    readonly: Annotated[list[FilePath], Field(default_factory=list)]
    stages: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=50)]
