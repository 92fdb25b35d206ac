"""An assessment as the person who takes part in it sees it: time left, attempts left, what counts so far."""

from dataclasses import dataclass
from datetime import datetime

from judge.domain.access import Scope
from judge.domain.assessment import Place, Stage
from judge.domain.errors import InvalidInput, NotFound
from judge.service.admissions import Admissions
from judge.service.catalogue import Catalogue
from judge.service.parts import Parts
from judge.service.standings import Standing, Standings
from judge.service.views import SubmissionView, Views


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One challenge. ``counting`` is the attempt that counts so far, as its sender may see it."""

    challenge: str
    title: str
    standing: Standing
    counting: SubmissionView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationView:
    """``left_s`` is none where there is no deadline."""

    place: Place
    stage: Stage
    deadline: datetime | None
    left_s: int | None
    parts: tuple[Part, ...]


class Participation:
    def __init__(
        self, parts: Parts, admissions: Admissions, standings: Standings, views: Views, catalogue: Catalogue
    ) -> None:
        self._now = parts.now
        self._admissions = admissions
        self._standings = standings
        self._views = views
        self._catalogue = catalogue

    def mine(self, scope: Scope) -> ParticipationView:
        """Raises NotFound for a key that belongs to no assessment."""
        place = self._admissions.place(scope.caller)
        if place is None:
            raise NotFound("This key belongs to no assessment; only one that an invitation's link became does.")
        deadline = place.invitation.deadline(place.assessment)
        now = self._now()
        return ParticipationView(
            place=place,
            stage=place.invitation.stage(place.assessment, now),
            deadline=deadline,
            left_s=None if deadline is None else max(0, int((deadline - now).total_seconds())),
            parts=tuple(
                Part(
                    challenge=standing.challenge,
                    title=self._title(standing.challenge, scope),
                    standing=standing,
                    counting=self._views.of(standing.counting.submission, scope) if standing.counting else None,
                )
                for standing in self._standings.of(place.assessment, place.invitation)
            ),
        )

    def _title(self, challenge: str, scope: Scope) -> str:
        """Its id where it is gone."""
        try:
            return self._catalogue.current(challenge, scope).challenge.title
        except (NotFound, InvalidInput):
            return challenge
