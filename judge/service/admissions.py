"""What a key that is limited to an invitation may do: know the assessment's challenges, and submit to them in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from judge.domain.access import Caller
from judge.domain.assessment import Assessment, Invitation, Place, attempts_list, invitation_lists
from judge.domain.errors import Conflict, Exhausted, JudgeError, NotFound, Unauthenticated
from judge.service.ports import Bound
from judge.service.quotas import pending
from judge.service.refused import Late, NoAttemptsLeft, NotOpen
from judge.service.shelves import Shelf
from judge.service.standings import Standings

_EVERYTHING = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a submission gets because of its sender. ``refusals`` are the errors for its bounds, by code.

    Being too late is a bound, too: one that nothing is within. So it is checked in the step that stores a submission,
    after a repeated request has got its first answer again.
    """

    invitation: str = ""
    indexes: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    refusals: Mapping[str, Conflict] = field(default_factory=dict)

    def refusal(self, error: Exhausted) -> JudgeError:
        return self.refusals.get(error.code) or pending()


class Admissions:
    def __init__(
        self,
        assessments: Shelf[Assessment],
        invitations: Shelf[Invitation],
        standings: Standings,
        now: Callable[[], datetime],
    ) -> None:
        self._assessments = assessments
        self._invitations = invitations
        self._standings = standings
        self._now = now

    def __call__(self, caller: Caller, challenge: str) -> Admission:
        """What comes with a submission to one of the challenges that the caller may know of."""
        if (place := self.place(caller)) is None:
            return Admission()
        invitation, assessment = place.invitation, place.assessment
        timely = self._timely(place)
        bounds, refusals = list(timely.bounds), dict(timely.refusals)
        if assessment.attempts is not None:
            code = NoAttemptsLeft.code
            limit = assessment.attempts + self._standings.free(invitation, challenge)
            bounds.append(Bound(index=attempts_list(invitation.id, challenge), limit=limit, code=code))
            refusals[code] = NoAttemptsLeft(challenge, assessment.attempts)
        return Admission(
            invitation=invitation.id,
            indexes=invitation_lists(invitation, challenge),
            bounds=tuple(bounds),
            refusals=refusals,
        )

    def to_try(self, caller: Caller) -> Admission:
        """What comes with a run that does not count: it has to be in time, and is no attempt."""
        place = self.place(caller)
        return self._timely(place) if place else Admission()

    def _timely(self, place: Place) -> Admission:
        refused = self._not_now(place)
        if refused is None:
            return Admission(invitation=place.invitation.id)
        return Admission(
            invitation=place.invitation.id,
            bounds=(Bound(index=_EVERYTHING, limit=0, code=refused.code),),
            refusals={refused.code: refused},
        )

    def place(self, caller: Caller) -> Place | None:
        """None for a key that is not limited to an invitation.

        Raises:
            Unauthenticated: the key is not good for its invitation any more, whatever became of revoking it.
        """
        if caller.place or not caller.invitation:
            return caller.place
        try:
            invitation = self._invitations.get(caller.invitation)
            assessment = self._assessments.get(invitation.assessment)
        except NotFound:
            raise _void() from None
        if invitation.key != caller.key or invitation.withdrawn_at:
            raise _void()
        return Place(invitation, assessment)

    def challenges(self, caller: Caller) -> frozenset[str] | None:
        """The only ones that the caller may know of; none if that is not limited."""
        place = self.place(caller)
        return frozenset(place.assessment.challenges) if place else None

    def _not_now(self, place: Place) -> Conflict | None:
        now = self._now()
        if (opens := place.assessment.opens_at) and now < opens:
            return NotOpen(opens)
        deadline = place.invitation.deadline(place.assessment)
        return Late(deadline) if deadline and now >= deadline else None


def _void() -> Unauthenticated:
    return Unauthenticated("This key is not valid any more: its invitation was renewed or withdrawn.")
