"""What people who take part in an assessment are refused with; every sentence says when, in UTC."""

from datetime import datetime

from judge.domain.errors import Conflict


class NotOpen(Conflict):
    code = "assessment_not_open"

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"The assessment opens at {utc(opens_at)}.")


class Late(Conflict):
    code = "deadline_passed"

    def __init__(self, deadline: datetime) -> None:
        super().__init__(f"Your time for this assessment ended at {utc(deadline)}; nothing more is taken.")


class NoAttemptsLeft(Conflict):
    code = "attempts_exhausted"

    def __init__(self, challenge: str, attempts: int) -> None:
        often = "once" if attempts == 1 else f"{attempts} times"
        super().__init__(f"You may submit to {challenge} {often}, and have done so; none of your attempts is left.")


class LinkUsed(Conflict):
    code = "invitation_used"

    def __init__(self) -> None:
        super().__init__(
            "This link has given its key already. If you do not have the key, ask whoever invited you for a new link; "
            "your time goes on meanwhile."
        )


class Ended(Conflict):
    code = "invitation_ended"


def utc(moment: datetime) -> str:
    """A moment as people read it, to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
