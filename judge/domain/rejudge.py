"""A staged rejudge: submissions graded aside with another version, looked at, then applied or discarded.

The rejudge says what is wanted and how far it is; each submission in it has an entry of its own, so that whoever
carries it on writes down one small thing at a time.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from judge.domain.report import Report
from judge.domain.verdict import Verdict

MAX_TESTS_TOLD = 100
"""Changed tests that an entry names; more are only counted."""


class RejudgeState(StrEnum):
    GRADING = "grading"
    """Its submissions are chosen and graded aside; nothing of theirs is touched."""
    READY = "ready"
    APPLYING = "applying"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Fate(StrEnum):
    """How far one submission of a rejudge is."""

    WAITING = "waiting"
    """Its shadow is not made yet."""
    GRADING = "grading"
    GRADED = "graded"
    FAILED = "failed"
    """It could not be graded with that version; its old report stays."""
    APPLIED = "applied"
    SKIPPED = "skipped"
    """It was judged again or removed meanwhile; what it has now stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which finished submissions of the challenge are graded again.

    Without ``versions`` those of every version but the new one; without ``verdicts`` those of every verdict; with
    ``submissions`` no others than these.
    """

    versions: tuple[int, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    submissions: tuple[str, ...] = ()

    def takes(self, *, version: int, target: int, verdict: Verdict, created_at: datetime) -> bool:
        """Whether a submission of this version, verdict and time is among them."""
        return (
            (version in self.versions if self.versions else version != target or bool(self.submissions))
            and (not self.verdicts or verdict in self.verdicts)
            and (self.since is None or created_at >= self.since)
            and (self.until is None or created_at < self.until)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudge:
    """``version`` and ``package`` are what it is graded with. ``organisation`` is whose submissions it takes; empty
    where it takes everybody's.

    ``chosen`` once all entries are made, ``cursor`` is how far that is; ``tidied`` once a discarded one has no shadow
    left that is being graded.
    """

    id: str
    challenge: str
    version: int
    package: str
    organisation: str
    reason: str
    choice: Choice
    created_at: datetime
    created_by: str = ""
    everybody: bool = False
    state: RejudgeState = RejudgeState.GRADING
    ended_at: datetime | None = None
    chosen: bool = False
    cursor: str = ""
    tidied: bool = False

    @property
    def unfinished(self) -> bool:
        """Whether there is something for the judge to do by itself."""
        discarded = self.state is RejudgeState.DISCARDED
        return self.state in (RejudgeState.GRADING, RejudgeState.APPLYING) or (discarded and not self.tidied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a submission has, or would have."""

    version: int
    verdict: Verdict
    score: float
    max_score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TestChange:
    """A test that ends otherwise than before; none where a version does not have it."""

    stage: str
    test: str
    old: Verdict | None
    new: Verdict | None
    old_points: float = 0.0
    new_points: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One submission of a rejudge. ``attempt`` is the one that it had when it was chosen, ``shadow`` what is graded in
    its place. ``changed_tests`` counts all of which ``tests`` names the first."""

    rejudge: str
    submission: str
    owner: str
    attempt: int
    old: Result
    fate: Fate = Fate.WAITING
    shadow: str = ""
    new: Result | None = None
    tests: tuple[TestChange, ...] = ()
    changed_tests: int = 0
    why: str = ""

    @property
    def id(self) -> str:
        return entry_id(self.rejudge, self.submission)

    @property
    def delta(self) -> float:
        """How many points more it would have."""
        return round(self.new.score - self.old.score, 6) if self.new else 0.0

    @property
    def changes(self) -> bool:
        """Whether anybody would see another result: verdict, points, or a test."""
        if self.new is None:
            return False
        same = (self.new.verdict, self.new.max_score) == (self.old.verdict, self.old.max_score) and not self.delta
        return not same or self.changed_tests > 0

    def ended(self, fate: Fate, why: str = "") -> "Entry":
        return replace(self, fate=fate, why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A submission, as it was when it was chosen, is to take over what its ``shadow`` got."""

    rejudge: str
    submission: str
    attempt: int
    shadow: str


class Adopted(StrEnum):
    DONE = "done"
    """Now, or before: asking twice changes nothing."""
    CHANGED = "changed"
    """It is not as it was when it was chosen; nothing was done."""
    LOST = "lost"
    """There is no shadow with a result that may count; nothing was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A report that a rejudge replaced."""

    attempt: int
    version: int
    rejudge: str
    replaced_at: datetime
    report: Report


def entry_id(rejudge: str, submission: str) -> str:
    return f"{rejudge}-{submission}"
