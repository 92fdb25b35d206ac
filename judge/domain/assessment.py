"""Assessments and invitations: which challenges, for whom, from when, for how long, and which attempt counts.

A deadline is never kept: it follows from what is kept, so that whoever changes a window or gives somebody more time
has changed the deadline too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Counting(StrEnum):
    """Which of somebody's attempts at a challenge counts."""

    BEST = "best"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """``challenges`` are ids; a submission gets the version that is published when it is sent.

    No ``duration_s``: there is time until it closes. No ``closes_at``: it is open until it is archived. No
    ``attempts``: as many as one likes.
    """

    id: str
    organisation: str
    title: str
    challenges: tuple[str, ...]
    created_at: datetime
    created_by: str = ""
    duration_s: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int | None = None
    counting: Counting = Counting.BEST
    archived_at: datetime | None = None


class Stage(StrEnum):
    """How far somebody invited is."""

    INVITED = "invited"
    RUNNING = "running"
    OVER = "over"
    """Started, and the time is over."""
    EXPIRED = "expired"
    """Never started, and cannot any more."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One person's way into one assessment. Of the link's secret only the ``digest`` is kept.

    Its id is the subject of whoever joined: all submissions under it belong to that. ``key`` is the one that the link
    became, and the only one that is good for it; ``link_used`` says that the link has become one.
    """

    id: str
    assessment: str
    organisation: str
    name: str
    digest: str
    created_at: datetime
    created_by: str = ""
    email: str = ""
    extra_time_s: int = 0
    key: str = ""
    link_used: bool = False
    joined_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def closes_at(self, assessment: Assessment) -> datetime | None:
        """When the assessment closes for this person; none if it does not."""
        return assessment.closes_at + self._extra if assessment.closes_at else None

    def deadline(self, assessment: Assessment) -> datetime | None:
        """From when on nothing is taken; for one who has not begun, when it would be at the latest."""
        ends = [self.closes_at(assessment)]
        if self.joined_at and assessment.duration_s is not None:
            ends.append(self.joined_at + timedelta(seconds=assessment.duration_s) + self._extra)
        return min((end for end in ends if end), default=assessment.archived_at)

    def stage(self, assessment: Assessment, now: datetime) -> Stage:
        if self.withdrawn_at:
            return Stage.WITHDRAWN
        deadline = self.deadline(assessment)
        over = deadline is not None and now >= deadline
        if self.joined_at:
            return Stage.OVER if over else Stage.RUNNING
        return Stage.EXPIRED if over or assessment.archived_at else Stage.INVITED

    @property
    def _extra(self) -> timedelta:
        return timedelta(seconds=self.extra_time_s)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose key it is, and in which assessment."""

    invitation: Invitation
    assessment: Assessment


def attempts_list(invitation: str, challenge: str) -> str:
    """The name of the list of all submissions to a challenge under an invitation."""
    return f"attempts:{invitation}:{challenge}"


def invitation_lists(invitation: Invitation, challenge: str) -> tuple[str, ...]:
    """The names of the lists that a submission under an invitation is in."""
    return (
        f"assessment:{invitation.assessment}",
        f"invitation:{invitation.id}",
        attempts_list(invitation.id, challenge),
    )
