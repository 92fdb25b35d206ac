"""All parts of the store over one pool of connections."""

from dataclasses import dataclass

from judge.config import Settings
from judge.domain.assessment import Assessment, Invitation
from judge.domain.keys import Key
from judge.domain.rejudge import Entry, Rejudge
from judge.domain.similarity import Comparison
from judge.domain.version import ChallengeVersion
from judge.domain.webhooks import Delivery, Hook
from judge.service.aside import Aside, at_once
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
from judge.store.audit import RedisAudit, RedisUses
from judge.store.bell import Bell
from judge.store.connection import Connection
from judge.store.documents import ConsequencesShelf, RedisShelf
from judge.store.events import RedisEvents
from judge.store.leases import RedisLeases
from judge.store.outbox import RedisOutbox, RedisSchedule
from judge.store.packages import RedisPackages
from judge.store.submissions import RedisSubmissions
from judge.store.workers import RedisTurns, RedisWorkers

DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    submissions: RedisSubmissions
    events: RedisEvents
    packages: RedisPackages
    workers: RedisWorkers
    leases: RedisLeases
    turns: RedisTurns
    keys: RedisShelf[Key]
    rejudges: RedisShelf[Rejudge]
    rejudge_entries: RedisShelf[Entry]
    comparisons: RedisShelf[Comparison]
    assessments: RedisShelf[Assessment]
    invitations: RedisShelf[Invitation]
    uses: RedisUses
    audit: RedisAudit
    hooks: RedisShelf[Hook]
    deliveries: RedisShelf[Delivery]
    outbox: RedisOutbox
    schedule: RedisSchedule
    versions: RedisShelf[ChallengeVersion]
    connection: Connection

    def close(self) -> None:
        self.connection.close()


def open_store(settings: Settings, aside: Aside = at_once) -> Store:
    """The store that the settings name. Connects when it is first used."""
    connection = Connection(settings.redis_url)
    retention_ms = settings.retention_days * DAY_MS
    return Store(
        submissions=RedisSubmissions(connection, queue_limit=settings.queue_limit, retention_ms=retention_ms),
        events=RedisEvents(connection, Bell(connection)),
        packages=RedisPackages(connection, aside),
        workers=RedisWorkers(connection),
        leases=RedisLeases(connection, max_attempts=settings.max_attempts, retention_ms=retention_ms),
        turns=RedisTurns(connection),
        keys=RedisShelf(connection, "key", Key, lists=lists_of_key),
        rejudges=RedisShelf(connection, "rejudge", Rejudge, lists=lists_of_rejudge),
        rejudge_entries=RedisShelf(connection, "rejudge-entry", Entry, lists=lists_of_entry),
        comparisons=RedisShelf(connection, "comparison", Comparison, lists=lists_of_comparison),
        assessments=RedisShelf(connection, "assessment", Assessment, lists=lists_of_assessment),
        invitations=RedisShelf(connection, "invitation", Invitation, lists=lists_of_invitation),
        uses=RedisUses(connection),
        audit=RedisAudit(connection),
        hooks=RedisShelf(connection, "webhook", Hook, lists=lists_of_hook),
        deliveries=ConsequencesShelf(connection, "delivery", Delivery, lists=lists_of_delivery),
        outbox=RedisOutbox(connection),
        schedule=RedisSchedule(connection, "webhooks"),
        versions=RedisShelf(connection, "version", ChallengeVersion, lists=lists_of_version),
        connection=connection,
    )
