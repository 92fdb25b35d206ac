"""The ports of ``judge.service.ports`` in memory. Held to the same contract tests as the Redis store."""

from judge.domain.assessment import Assessment, Invitation
from judge.domain.keys import Key
from judge.domain.rejudge import Entry, Rejudge
from judge.domain.similarity import Comparison
from judge.domain.version import ChallengeVersion
from judge.domain.webhooks import Delivery, Hook
from judge.service.lists import (
    lists_of_assessment,
    lists_of_comparison,
    lists_of_delivery,
    lists_of_entry,
    lists_of_hook,
    lists_of_invitation,
    lists_of_key,
    lists_of_rejudge,
    lists_of_version,
)
from tests.fakes.leases import FakeLeases
from tests.fakes.outbox import FakeOutbox, FakeSchedule
from tests.fakes.registry import FakeDispatch, FakePackages, FakeTurns, FakeWorkers
from tests.fakes.shelf import FakeAudit, FakeShelf, FakeUses
from tests.fakes.submissions import FakeEvents, FakeSubmissions
from tests.fakes.tables import Tables

__all__ = ["FakeDispatch", "FakeStore"]


class FakeStore:
    """All parts over the same tables, named as in ``judge.store.store.Store``."""

    def __init__(self, *, queue_limit: int = 10_000, max_attempts: int = 3) -> None:
        self.tables = Tables(queue_limit=queue_limit, max_attempts=max_attempts)
        self.submissions = FakeSubmissions(self.tables)
        self.events = FakeEvents(self.tables)
        self.leases = FakeLeases(self.tables)
        self.packages = FakePackages()
        self.workers = FakeWorkers()
        self.turns = FakeTurns()
        self.keys: FakeShelf[Key] = FakeShelf("key", lists=lists_of_key)
        self.rejudges: FakeShelf[Rejudge] = FakeShelf("rejudge", lists=lists_of_rejudge)
        self.rejudge_entries: FakeShelf[Entry] = FakeShelf("rejudge-entry", lists=lists_of_entry)
        self.comparisons: FakeShelf[Comparison] = FakeShelf("comparison", lists=lists_of_comparison)
        self.assessments: FakeShelf[Assessment] = FakeShelf("assessment", lists=lists_of_assessment)
        self.invitations: FakeShelf[Invitation] = FakeShelf("invitation", lists=lists_of_invitation)
        self.uses = FakeUses()
        self.audit = FakeAudit()
        self.hooks: FakeShelf[Hook] = FakeShelf("webhook", lists=lists_of_hook)
        self.deliveries: FakeShelf[Delivery] = FakeShelf("delivery", lists=lists_of_delivery)
        self.outbox = FakeOutbox(self.tables)
        self.schedule = FakeSchedule()
        self.versions: FakeShelf[ChallengeVersion] = FakeShelf("version", lists=lists_of_version)
