"""What lists of its shelf a thing is in, besides that of all; any store of shelves is given these.

Lists of what belongs to somebody are named ``organisation:<name>``: who reaches only their own organisation is shown
that list.
"""

from judge.domain.access import Reach, Scope
from judge.domain.assessment import Assessment, Invitation
from judge.domain.keys import Key
from judge.domain.rejudge import Entry, Rejudge
from judge.domain.similarity import Comparison
from judge.domain.version import CHECKING, ChallengeVersion, VersionState
from judge.domain.webhooks import Delivery, Hook


def shown_to(by: Scope) -> str:
    """The list with everything within the reach of a manager or an admin."""
    return "all" if by.reach is Reach.ALL else f"organisation:{by.caller.organisation}"


def lists_of_key(key: Key) -> tuple[str, ...]:
    return (f"organisation:{key.organisation}",)


def lists_of_assessment(assessment: Assessment) -> tuple[str, ...]:
    return (f"organisation:{assessment.organisation}",)


def lists_of_invitation(invitation: Invitation) -> tuple[str, ...]:
    return (f"assessment:{invitation.assessment}",)


def lists_of_hook(hook: Hook) -> tuple[str, ...]:
    return (f"organisation:{hook.organisation}",)


def lists_of_delivery(delivery: Delivery) -> tuple[str, ...]:
    return (f"hook:{delivery.hook}",)


def lists_of_version(version: ChallengeVersion) -> tuple[str, ...]:
    checking = (CHECKING, checking_of(version.organisation)) if version.state is VersionState.CHECKING else ()
    return (f"challenge:{version.challenge}", *checking)


def checking_of(organisation: str) -> str:
    """The list of an organisation's versions that are being checked."""
    return f"{CHECKING}:{organisation}"


def lists_of_comparison(comparison: Comparison) -> tuple[str, ...]:
    return (str(comparison.state),)


def lists_of_rejudge(rejudge: Rejudge) -> tuple[str, ...]:
    unfinished = ("unfinished", unfinished_of(rejudge.organisation)) if rejudge.unfinished else ()
    return (f"organisation:{rejudge.organisation}", *unfinished)


def unfinished_of(organisation: str) -> str:
    """The list of an organisation's rejudges that are not over."""
    return f"unfinished:{organisation}"


def lists_of_entry(entry: Entry) -> tuple[str, ...]:
    """By rejudge, and there by fate and direction."""
    directions = {"changed": entry.changes, "better": entry.delta > 0, "worse": entry.delta < 0}
    return (
        entry.rejudge,
        f"{entry.rejudge}:{entry.fate}",
        *(f"{entry.rejudge}:{name}" for name, is_so in directions.items() if is_so),
    )
