"""A submission and the states it goes through: queued, running, finished or cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from judge.domain.trial import Trial
from judge.domain.verdict import Verdict


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """What a submission is graded for; only the first of them counts and is listed."""

    COUNTS = "counts"
    TRIAL = "trial"
    """A candidate tries the sample tests or an input of their own."""
    KNOWN = "known"
    """A package's own submission, before its version is published."""
    SHADOW = "shadow"
    """Beside another submission, to see what a rejudge would change."""


class QueueName(StrEnum):
    """People waiting go before machines: CI, rejudging and bulk grading use ``batch``."""

    INTERACTIVE = "interactive"
    BATCH = "batch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What lists show of a report, kept in the record so that no report is read for them."""

    verdict: Verdict
    score: float
    max_score: float
    cause: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The record, without its source and report. ``package`` is the content hash of the challenge version.

    ``owner`` is the subject whose submission it is, ``organisation`` the one it belongs to; both are empty for one made
    while the judge had no keys. ``invitation`` is the one under which it was sent, if any. ``needs`` is what a worker
    must offer to grade it.

    ``outcome`` is that of the newest report; it stays while a new attempt is under way. ``rejudges`` are the staged
    rejudges that replaced its report, oldest first. ``trouble`` says why attempts of this round failed, a line
    each: for managers, never for the candidate.
    """

    id: str
    challenge: str
    challenge_version: int
    package: str
    runtime: str
    queue: QueueName
    state: State
    attempt: int
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    owner: str = ""
    organisation: str = ""
    invitation: str = ""
    purpose: Purpose = Purpose.COUNTS
    outcome: Outcome | None = None
    rejudges: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One attempt at grading: all that a worker needs. ``files`` maps relative path to content.

    ``trial`` says what of the challenge is run, where it is not all of it.
    """

    submission: str
    attempt: int
    runtime: str
    package: str
    files: Mapping[str, bytes]
    trial: Trial | None = None


def pending_list(organisation: str, owner: str) -> str:
    """The name of the list of what a person has queued or running for the first time.

    A subject is one person within one organisation only; what the judge sends by itself has an owner with a colon in
    it, which no subject has.
    """
    return f"pending:{owner}" if ":" in owner else f"pending:{organisation}/{owner}"
