"""Whether the time of a submission's invitation is over, so that feedback which waits for that may be shown."""

from collections.abc import Callable
from datetime import datetime

from judge.domain.assessment import Assessment, Invitation
from judge.domain.errors import NotFound
from judge.domain.submission import Submission
from judge.service.shelves import Shelf


class Deadlines:
    def __init__(
        self, assessments: Shelf[Assessment], invitations: Shelf[Invitation], now: Callable[[], datetime]
    ) -> None:
        self._assessments = assessments
        self._invitations = invitations
        self._now = now

    def over(self, submission: Submission) -> bool:
        """False for one without an invitation or without a deadline: what waits for one stays closed there."""
        if not submission.invitation:
            return False
        try:
            invitation = self._invitations.get(submission.invitation)
            deadline = invitation.deadline(self._assessments.get(invitation.assessment))
        except NotFound:
            return False
        return deadline is not None and self._now() >= deadline
