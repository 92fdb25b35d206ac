"""What the use cases are built from; the composition root fills it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from judge.domain.keys import Key
from judge.runtimes import Runtime
from judge.service.files import FileLimits
from judge.service.ports import Audit, Dispatch, Events, Packages, Rates, Submissions, Uses, Workers
from judge.service.receipts import ReceiptParts
from judge.service.shelves import Shelf
from judge.service.webhooks import WebhookParts


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """``folders`` hold challenge packages; ``stopping`` says that the process is about to end, so nobody may wait."""

    submissions: Submissions
    events: Events
    packages: Packages
    workers: Workers
    dispatch: Dispatch
    runtimes: Mapping[str, Runtime]
    keys: Shelf[Key]
    uses: Uses
    audit: Audit
    rates: Rates
    webhooks: WebhookParts
    receipts: ReceiptParts
    quota_factor: float = 1.0
    folders: tuple[Path, ...] = ()
    limits: FileLimits = field(default_factory=FileLimits)
    stopping: Callable[[], bool] = _never
