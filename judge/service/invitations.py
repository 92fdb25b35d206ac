"""Invitations as managers see them: made with a link that is shown once, prolonged, renewed, withdrawn."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from judge.domain import keys, links
from judge.domain.access import Scope
from judge.domain.assessment import Assessment, Invitation, Stage
from judge.domain.errors import Changed, Conflict, FieldProblem, InvalidInput, NotFound
from judge.ids import new_id
from judge.service.assessments import AssessmentCases
from judge.service.keys import KeyCases
from judge.service.parts import Parts
from judge.service.shelves import ShelfPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody to be invited. No two of one assessment have the same ``email``, if they have one."""

    name: str
    email: str = ""
    extra_time_s: int = 0


@dataclass(frozen=True, slots=True)
class InvitationView:
    """``token`` is the end of the link, and there only in the answer that made it."""

    invitation: Invitation
    stage: Stage
    deadline: datetime | None
    token: str = ""


class InvitationCases:
    def __init__(self, parts: Parts, assessments: AssessmentCases, keys: KeyCases) -> None:
        self._shelf = parts.invitations
        self._all_assessments = parts.assessments
        self._assessments = assessments
        self._keys = keys
        self._now = parts.now

    def invite(self, assessment_id: str, guests: Sequence[Guest], by: Scope) -> tuple[InvitationView, ...]:
        """All of them or none.

        Raises:
            NotFound, InvalidInput
            Conflict: the assessment is archived, or the server has no keys: the first one to join would lock it.
        """
        assessment = self._assessments.find(assessment_id, by)
        if assessment.archived_at:
            raise Conflict("The assessment is archived; nobody can begin it any more.")
        if not self._keys.any():
            raise Conflict("This server has no keys yet. Make one for an admin first, or joining would lock you out.")
        secrets = [keys.new_secret() for _ in guests]
        new = [self._new(assessment, *each, by) for each in zip(guests, secrets, strict=True)]
        self._add(assessment, new)
        return tuple(
            replace(self._view(each, assessment), token=links.whole(each.id, secret))
            for each, secret in zip(new, secrets, strict=True)
        )

    def page(self, assessment_id: str, by: Scope, cursor: str, limit: int) -> ShelfPage[InvitationView]:
        """Newest first. Raises NotFound."""
        assessment = self._assessments.find(assessment_id, by)
        page = self._shelf.page(f"assessment:{assessment.id}", cursor=cursor, limit=limit)
        return ShelfPage(tuple(self._view(each, assessment) for each in page.values), page.cursor)

    def get(self, invitation_id: str, by: Scope) -> InvitationView:
        """Raises NotFound."""
        invitation = self._find(invitation_id, by)
        return self._view(invitation, self._all_assessments.get(invitation.assessment))

    def give_time(self, invitation_id: str, extra_time_s: int, by: Scope) -> InvitationView:
        """From now on, whether the clock runs or has run out already. Raises NotFound."""
        return self._changed(invitation_id, lambda invitation: replace(invitation, extra_time_s=extra_time_s), by)

    def withdraw(self, invitation_id: str, by: Scope) -> InvitationView:
        """Neither the link nor its key is good for anything any more. What was submitted stays. Raises NotFound."""
        moment = self._now()

        def withdrawn(invitation: Invitation) -> Invitation:
            return replace(invitation, withdrawn_at=invitation.withdrawn_at or moment)

        view = self._changed(invitation_id, withdrawn, by)
        self._end(view.invitation.key)
        return view

    def renew(self, invitation_id: str, by: Scope) -> InvitationView:
        """A new link; the old one and its key are void. The clock of one who has begun goes on.

        Raises:
            NotFound
            Conflict: it was withdrawn.
        """
        secret = keys.new_secret()
        old = self._find(invitation_id, by)

        def renewed(invitation: Invitation) -> Invitation:
            nonlocal old
            old = invitation
            if invitation.withdrawn_at:
                raise Conflict("The invitation was withdrawn; invite them again.")
            return replace(invitation, digest=keys.digest(secret), key="", link_used=False)

        view = self._changed(invitation_id, renewed, by)
        self._end(old.key)
        return replace(view, token=links.whole(invitation_id, secret))

    def _new(self, assessment: Assessment, guest: Guest, secret: str, by: Scope) -> Invitation:
        return Invitation(
            id=new_id(),
            assessment=assessment.id,
            organisation=assessment.organisation,
            name=guest.name,
            email=guest.email,
            extra_time_s=guest.extra_time_s,
            digest=keys.digest(secret),
            created_at=self._now(),
            created_by=by.caller.key,
        )

    def _add(self, assessment: Assessment, new: Sequence[Invitation]) -> None:
        """In one step, unless others were invited since it was seen that nobody is twice. Raises InvalidInput."""
        index = f"assessment:{assessment.id}"
        while True:
            seen = self._shelf.count(index)
            if problems := _twice(self._shelf.everything(index), new):
                raise InvalidInput("They cannot be invited.", tuple(problems))
            with suppress(Changed):
                return self._shelf.add_all(new, index=index, seen=seen)

    def _changed(self, invitation_id: str, change: Callable[[Invitation], Invitation], by: Scope) -> InvitationView:
        self._find(invitation_id, by)
        invitation = self._shelf.update(invitation_id, change)
        return self._view(invitation, self._all_assessments.get(invitation.assessment))

    def _end(self, key_id: str) -> None:
        if key_id:
            self._keys.end(key_id)

    def _view(self, invitation: Invitation, assessment: Assessment) -> InvitationView:
        stage = invitation.stage(assessment, self._now())
        return InvitationView(invitation, stage, invitation.deadline(assessment))

    def _find(self, invitation_id: str, by: Scope) -> Invitation:
        """Raises NotFound, for one of another organisation too."""
        if invitation_id.isascii() and invitation_id.isalnum() and len(invitation_id) <= 64:
            invitation = self._shelf.get(invitation_id)
            if by.holds(owner="", organisation=invitation.organisation):
                return invitation
        raise NotFound(f"there is no invitation {invitation_id[:64]!r}")


def _twice(there: Sequence[Invitation], new: Sequence[Invitation]) -> list[FieldProblem]:
    """One person with two invitations would have twice as many attempts, and two clocks."""
    seen = {each.email.lower() for each in there if each.email and not each.withdrawn_at}
    problems = []
    for at, each in enumerate(new):
        email = each.email.lower()
        if email in seen:
            message = "is invited already; POST /api/v1/invitations/{id}/renew makes a new link"
            problems.append(FieldProblem(f"invitations[{at}].email", message))
        seen |= {email} if email else set()
    return problems
