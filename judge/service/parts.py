"""What the use cases are built from; the composition root fills it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from judge.clock import Now, utc_now
from judge.domain.assessment import Assessment, Invitation
from judge.domain.keys import Key
from judge.domain.rejudge import Entry, Rejudge
from judge.domain.similarity import Comparison
from judge.domain.version import ChallengeVersion
from judge.runtimes import Runtime
from judge.service.aside import Aside, at_once
from judge.service.files import FileLimits
from judge.service.ports import Audit, Dispatch, Events, Packages, Rates, Submissions, Uses, Workers
from judge.service.receipts import ReceiptParts
from judge.service.shelves import Shelf
from judge.service.webhooks import WebhookParts


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """``folders`` hold challenge packages; ``stopping`` says that the process is about to end, so nobody may wait.

    ``url`` is where the server is reached from outside; empty if nobody told.
    ``max_package_bytes`` is the most that an archive of a package that comes over HTTP may have.
    """

    submissions: Submissions
    events: Events
    packages: Packages
    workers: Workers
    dispatch: Dispatch
    runtimes: Mapping[str, Runtime]
    keys: Shelf[Key]
    rejudges: Shelf[Rejudge]
    rejudge_entries: Shelf[Entry]
    comparisons: Shelf[Comparison]
    assessments: Shelf[Assessment]
    invitations: Shelf[Invitation]
    uses: Uses
    audit: Audit
    rates: Rates
    webhooks: WebhookParts
    receipts: ReceiptParts
    versions: Shelf[ChallengeVersion]
    quota_factor: float = 1.0
    folders: tuple[Path, ...] = ()
    limits: FileLimits = field(default_factory=FileLimits)
    max_package_bytes: int = 32 * 1024 * 1024
    organisation_mib_per_day: int = 4096
    stopping: Callable[[], bool] = _never
    aside: Aside = at_once
    now: Now = utc_now
    url: str = ""
