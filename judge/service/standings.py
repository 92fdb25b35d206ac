"""Which attempt counts, for everybody who was invited to an assessment and each of its challenges.

An attempt that ended as ``judge_error``, or was cancelled before it began, neither counts nor costs one. One that was
cancelled once it had run, even if it waited again because its worker was lost, costs one, since something may have been
seen of it, and does not count. Nor does one whose program broke its box, and costs one for the same reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from judge.domain.assessment import Assessment, Counting, Invitation, attempts_list
from judge.domain.submission import Outcome, State, Submission
from judge.domain.verdict import Verdict
from judge.service.ports import Query, Submissions

_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One submission under an invitation. ``outcome`` is there once it was graded."""

    submission: Submission

    @property
    def outcome(self) -> Outcome | None:
        return self.submission.outcome

    @property
    def pending(self) -> bool:
        return self.submission.state in (State.QUEUED, State.RUNNING)

    @property
    def costs(self) -> bool:
        """Whether it is one of the attempts that somebody has."""
        if self.outcome and self.outcome.verdict is Verdict.JUDGE_ERROR:
            return self.pending or self.outcome.cause == "box_broken"
        it = self.submission
        never_began = it.state is State.CANCELLED and it.started_at is None and it.attempt == 1
        return not never_began or self.outcome is not None

    @property
    def graded(self) -> bool:
        """Whether it can count. While one is judged again its first report does."""
        cancelled = self.submission.state is State.CANCELLED
        return self.outcome is not None and self.outcome.verdict is not Verdict.JUDGE_ERROR and not cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person, one challenge. ``used`` are the attempts that cost one, ``pending`` those not finished.

    ``counting`` is the attempt that counts so far: of those that are graded the best, and the earliest of equal ones;
    or the last one that is graded or still to be.
    """

    invitation: Invitation
    challenge: str
    used: int
    pending: int
    counting: Attempt | None

    @property
    def score(self) -> float | None:
        """None while there is nothing that counts."""
        return self.counting.outcome.score if self.counting and self.counting.outcome else None


class Standings:
    """Reads what is kept of submissions; asks nobody whether they may know."""

    def __init__(self, submissions: Submissions) -> None:
        self._submissions = submissions

    def of(self, assessment: Assessment, invitation: Invitation) -> tuple[Standing, ...]:
        """One for each challenge, in the assessment's order."""
        found: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in self.attempts(invitation):
            found[attempt.submission.challenge].append(attempt)
        return tuple(
            Standing(
                invitation=invitation,
                challenge=challenge,
                used=sum(attempt.costs for attempt in found[challenge]),
                pending=sum(attempt.pending for attempt in found[challenge]),
                counting=counting(found[challenge], assessment.counting),
            )
            for challenge in assessment.challenges
        )

    def attempts(self, invitation: Invitation) -> Iterator[Attempt]:
        """All under an invitation, newest first."""
        return self._found(Query(within=(f"invitation:{invitation.id}",), limit=_AT_ONCE))

    def free(self, invitation: Invitation, challenge: str) -> int:
        """How many of somebody's submissions to a challenge cost no attempt."""
        within = (attempts_list(invitation.id, challenge),)
        ours = Query(within=within, verdict=Verdict.JUDGE_ERROR, limit=_AT_ONCE)
        cancelled = Query(within=within, state=State.CANCELLED, limit=_AT_ONCE)
        return sum(not attempt.costs for query in (ours, cancelled) for attempt in self._found(query))

    def _found(self, query: Query) -> Iterator[Attempt]:
        while True:
            page = self._submissions.list(query)
            for submission in page.submissions:
                yield Attempt(submission=submission)
            if not page.cursor:
                return
            query = replace(query, cursor=page.cursor)


def counting(attempts: Sequence[Attempt], rule: Counting) -> Attempt | None:
    """The one that counts of somebody's attempts at one challenge, newest first."""
    if rule is Counting.LAST:
        return next((attempt for attempt in attempts if attempt.graded or attempt.pending), None)
    graded = [attempt for attempt in attempts if attempt.graded]
    return min(graded, key=lambda each: (-_score(each), each.submission.id), default=None)


def _score(attempt: Attempt) -> float:
    return attempt.outcome.score if attempt.outcome else 0.0
