"""A version of a challenge: content that never changes, how far it has come, and the check before it goes live."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from judge.domain.verdict import Verdict

ROUNDS = 2
"""Each known submission must get its verdict so many times."""


class VersionState(StrEnum):
    DRAFT = "draft"
    CHECKING = "checking"
    FAILED = "failed"
    PUBLISHED = "published"
    RETIRED = "retired"
    """Published, and another version is current, or none. It is never kept: whoever reads looks at what is current."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRun:
    """One round of a known submission. ``verdict`` is none until it is graded; ``ms`` is what grading took.

    ``tries`` counts the submissions made for it: one that ended as our failure, or was cancelled, is made again.
    ``near`` are the limits that it came near to, codes of ``judge.domain.nearness``.
    """

    submission: str = ""
    verdict: Verdict | None = None
    cause: str = ""
    message: str = ""
    ms: int = 0
    tries: int = 1
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRow:
    """A known submission and its rounds."""

    name: str
    expected: Verdict
    runtime: str
    runs: tuple[KnownRun, ...] = (KnownRun(),) * ROUNDS

    @property
    def path(self) -> str:
        """As authors know it."""
        return f"submissions/{self.expected}/{self.name}"

    @property
    def near(self) -> tuple[str, ...]:
        """The limits that it came near to in any round."""
        return tuple(dict.fromkeys(limit for run in self.runs for limit in run.near))


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTests:
    """How many tests were recorded for a stage that nobody wrote down one by one."""

    stage: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The newest check of a version; ``number`` counts them. ``over`` is the version that was current when it began.

    ``passed`` is decided once; from then on the version goes live, whoever carries that on.
    """

    number: int
    asked_at: datetime
    asked_by: str = ""
    over: int = 0
    known: tuple[KnownRow, ...] = ()
    tests: tuple[StageTests, ...] = ()
    passed: bool = False
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeVersion:
    """``package`` is the hash of its content, ``organisation`` whose it is, ``created_by`` the id of a key.

    ``problem`` says why it failed.
    """

    challenge: str
    number: int
    package: str
    organisation: str
    state: VersionState
    created_at: datetime
    created_by: str = ""
    published_at: datetime | None = None
    problem: str = ""
    check: Check | None = None

    @property
    def id(self) -> str:
        return version_id(self.challenge, self.number)


def version_id(challenge: str, number: int) -> str:
    """In the order of numbers, for the versions of one challenge."""
    return f"{challenge}.{number:06}"


CHECKING = "checking"
"""The list of versions that somebody has to carry on."""
