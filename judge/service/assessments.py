"""Assessments as managers make, change and read them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from judge.domain.access import SHARED, Caller, Reach, Role, Scope
from judge.domain.assessment import Assessment, Counting
from judge.domain.errors import FieldProblem, InvalidInput, NotFound
from judge.domain.paths import shown
from judge.ids import new_id
from judge.service.catalogue import Catalogue
from judge.service.lists import shown_to
from judge.service.parts import Parts
from judge.service.shelves import ShelfPage
from judge.service.standings import Standing, Standings


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssessment:
    """What a manager asks for; see :class:`judge.domain.assessment.Assessment`."""

    organisation: str
    title: str
    challenges: tuple[str, ...]
    duration_s: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int | None = None
    counting: Counting = Counting.BEST


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """``invited`` is how many were invited, whatever has become of them."""

    assessment: Assessment
    invited: int


class AssessmentCases:
    def __init__(self, parts: Parts, catalogue: Catalogue, standings: Standings) -> None:
        self._shelf = parts.assessments
        self._invitations = parts.invitations
        self._now = parts.now
        self._catalogue = catalogue
        self._standings = standings

    def create(self, new: NewAssessment, by: Scope) -> AssessmentView:
        """Raises InvalidInput with every problem."""
        assessment = Assessment(
            id=new_id(),
            organisation=new.organisation,
            title=new.title,
            challenges=new.challenges,
            created_at=self._now(),
            created_by=by.caller.key,
            duration_s=new.duration_s,
            opens_at=new.opens_at,
            closes_at=new.closes_at,
            attempts=new.attempts,
            counting=new.counting,
        )
        problems = [*self._whose(assessment, by), *self._unknown(assessment), *_window(assessment)]
        if new.closes_at and new.closes_at <= self._now():
            problems.append(FieldProblem("closes_at", "is over; give a time that is still to come"))
        if problems:
            raise InvalidInput("The assessment cannot be made.", tuple(problems))
        self._shelf.add(assessment)
        return AssessmentView(assessment, 0)

    def get(self, assessment_id: str, by: Scope) -> AssessmentView:
        """Raises NotFound."""
        return self._view(self.find(assessment_id, by))

    def page(self, by: Scope, cursor: str, limit: int) -> ShelfPage[AssessmentView]:
        page = self._shelf.page(shown_to(by), cursor=cursor, limit=limit)
        return ShelfPage(tuple(map(self._view, page.values)), page.cursor)

    def change(self, assessment_id: str, change: Callable[[Assessment], Assessment], by: Scope) -> AssessmentView:
        """What is changed holds for those who have begun, too. Raises NotFound, InvalidInput."""
        self.find(assessment_id, by)

        def checked(old: Assessment) -> Assessment:
            new = change(old)
            if problems := tuple(_window(new)):
                raise InvalidInput("The assessment cannot be changed so.", problems)
            return new

        return self._view(self._shelf.update(assessment_id, checked))

    def archive(self, assessment: Assessment, *, archived: bool) -> Assessment:
        """Nobody begins any more; who has begun may go on to their deadline."""
        return replace(assessment, archived_at=(assessment.archived_at or self._now()) if archived else None)

    def standings(self, assessment_id: str, by: Scope) -> tuple[Standing, ...]:
        """For everybody who was invited, newest first, and each challenge: the attempt that counts. Raises NotFound."""
        assessment = self.find(assessment_id, by)
        invited = self._invitations.everything(f"assessment:{assessment.id}")
        return tuple(standing for each in invited for standing in self._standings.of(assessment, each))

    def find(self, assessment_id: str, by: Scope) -> Assessment:
        """Raises NotFound, for one of another organisation too."""
        if assessment_id.isascii() and assessment_id.isalnum() and len(assessment_id) <= 64:
            assessment = self._shelf.get(assessment_id)
            if by.holds(owner="", organisation=assessment.organisation):
                return assessment
        raise NotFound(f"there is no assessment {assessment_id[:64]!r}")

    def _view(self, assessment: Assessment) -> AssessmentView:
        return AssessmentView(assessment, self._invitations.count(f"assessment:{assessment.id}"))

    def _whose(self, assessment: Assessment, by: Scope) -> Iterator[FieldProblem]:
        if assessment.organisation == SHARED:
            yield FieldProblem("organisation", "is missing; say whose assessment it is")
        elif not by.holds(owner="", organisation=assessment.organisation):
            yield FieldProblem("organisation", f"must be yours, {by.caller.organisation}")

    def _unknown(self, assessment: Assessment) -> Iterator[FieldProblem]:
        """Challenges that whoever is invited could not know of."""
        theirs = Scope(Caller(role=Role.MANAGER, organisation=assessment.organisation), Reach.ORGANISATION)
        for at, challenge in enumerate(assessment.challenges):
            try:
                self._catalogue.current(challenge, theirs)
            except NotFound:
                message = f"there is no challenge {shown(challenge)}; GET /api/v1/challenges lists them"
                yield FieldProblem(f"challenges[{at}]", message)
            if challenge in assessment.challenges[:at]:
                yield FieldProblem(f"challenges[{at}]", f"{shown(challenge)} is there twice; name it once")


def _window(assessment: Assessment) -> Iterator[FieldProblem]:
    opens, closes = assessment.opens_at, assessment.closes_at
    if opens and closes and closes <= opens:
        yield FieldProblem("closes_at", "must be after opens_at")
