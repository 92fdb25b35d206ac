"""A challenge version as the graders see it: frozen, complete, checked.

``judge.packages`` makes these values from a package folder; nothing here knows about files on disk or YAML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from judge.domain.limits import Limits
from judge.domain.service import Service

RESERVED_IDS = ("check",)
"""What stands in the API's paths where a challenge's id may stand."""


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Isolation(StrEnum):
    """Whether a submission may get a box that served (and was proved clean after) another one."""

    RECYCLED = "recycled"
    FRESH = "fresh"


class Scoring(StrEnum):
    SUM = "sum"
    ALL_OR_NOTHING = "all_or_nothing"


class Visibility(StrEnum):
    """How much of a test the candidate sees; each level includes the ones after it."""

    FULL = "full"
    MESSAGE = "message"
    NAME = "name"
    NONE = "none"

    def or_more(self, other: "Visibility") -> "Visibility":
        """The one of both that shows more."""
        return min(self, other, key=list(Visibility).index)


class CheckerType(StrEnum):
    EXACT = "exact"
    TOKENS = "tokens"
    FLOATS = "floats"
    JSON = "json"
    PROGRAM = "program"


class StageKind(StrEnum):
    STDIO = "stdio"
    SUITE = "suite"
    HTTP = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """How an output is compared with an answer.

    ``abs_tolerance`` and ``rel_tolerance`` belong to ``floats`` (and to ``json`` numbers); the two flags to
    ``tokens`` and ``floats``. ``program`` holds the files of a custom checker, run with ``runtime``; ``main`` is the
    file that is started, with ``args`` after those that every checker gets.
    """

    type: CheckerType = CheckerType.TOKENS
    abs_tolerance: float = 0.0
    rel_tolerance: float = 0.0
    case_sensitive: bool = False
    space_sensitive: bool = False
    main: str = ""
    runtime: str = "python"
    program: Mapping[str, bytes] = field(default_factory=dict)
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Tests that are scored and shown in one way. The points are shared between its tests, by weight.

    ``after_deadline`` is what is shown once the time of a submission's invitation is over, if that is more.
    """

    name: str
    points: float
    scoring: Scoring = Scoring.SUM
    visibility: Visibility = Visibility.NAME
    after_deadline: Visibility = Visibility.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One stdio test: ``name`` is ``<group>/<NN>``."""

    name: str
    group: str
    input: bytes
    answer: bytes
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What every stage has. ``needs`` names earlier stages that must be accepted first."""

    name: str
    points: float
    limits: Limits
    groups: tuple[Group, ...]
    needs: tuple[str, ...] = ()

    def group(self, name: str) -> Group:
        return next(group for group in self.groups if group.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class StdioStage(Stage):
    """A program run once per case; its standard output is judged."""

    cases: tuple[Case, ...]
    checker: Checker = field(default_factory=Checker)
    stop_on_first_failure: bool = False

    @property
    def kind(self) -> StageKind:
        return StageKind.STDIO


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteStage(Stage):
    """Unit tests that import the submission's files. ``files`` maps ``<group>/<path>`` to test sources."""

    files: Mapping[str, bytes]
    framework: str = "pytest"

    @property
    def kind(self) -> StageKind:
        return StageKind.SUITE


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpStage(Stage):
    """Tests that talk to the submission's service, in a box of their own.

    ``files`` maps ``<group>/<path>`` to test sources, and has the files that lie beside the groups (seeds).
    """

    files: Mapping[str, bytes]
    service: Service = field(default_factory=Service)

    @property
    def kind(self) -> StageKind:
        return StageKind.HTTP


AnyStage = StdioStage | SuiteStage | HttpStage


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSubmission:
    """A submission the author filed under the verdict it must get (``submissions/<verdict>/<name>/``)."""

    name: str
    expected: str
    runtime: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """One version of a challenge. ``runtimes`` holds names, never the word ``any``.

    ``main`` overrides the runtime's default main file by runtime name. ``readonly`` files win over what a submission
    ships, ``starter`` files lose against it; both map runtime to path to content.
    """

    id: str
    title: str
    summary: str
    difficulty: Difficulty
    skills: tuple[str, ...]
    runtimes: tuple[str, ...]
    statement: str
    limits: Limits
    stages: tuple[AnyStage, ...]
    isolation: Isolation = Isolation.RECYCLED
    partial: bool = False
    main: Mapping[str, str] = field(default_factory=dict)
    starter: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    readonly: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    known: tuple[KnownSubmission, ...] = ()

    @property
    def max_score(self) -> float:
        return sum(stage.points for stage in self.stages)

    @property
    def services(self) -> tuple[HttpStage, ...]:
        """The stages whose submission is a service."""
        return tuple(stage for stage in self.stages if isinstance(stage, HttpStage))

    @property
    def sidecar_types(self) -> frozenset[str]:
        """Everything that any of them has beside it."""
        return frozenset(sidecar.type for stage in self.services for sidecar in stage.service.sidecars)

    def main_file(self, runtime: str, default: str) -> str:
        """The file that is started; ``default`` is the runtime's."""
        return self.main.get(runtime) or default

    def files_for(self, runtime: str, shipped: Mapping[str, bytes]) -> dict[str, bytes]:
        """What goes into the box for a submission that ships these files."""
        return {**self.starter.get(runtime, {}), **shipped, **self.readonly.get(runtime, {})}
