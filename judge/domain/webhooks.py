"""Webhooks: who is told of what, and what became of each message.

something ends ─► news (outbox) ─► a delivery for each hook that wants it ─► attempts, until one is answered with 2xx
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Happening(StrEnum):
    """What an organisation can be told of. A new one also needs a row in ``judge.service.bodies.BODIES``."""

    FINISHED = "submission.finished"
    CANCELLED = "submission.cancelled"


PING = "ping"
"""What a test sends. Nobody subscribes to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that happened, not told to anybody yet. ``id`` is given by the outbox; ``facts`` are short texts."""

    happening: str
    organisation: str
    at: datetime
    facts: Mapping[str, str]
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """An address of an organisation's. ``secret`` signs, so it is kept as it is; ``old_secret`` signs too, for a while.

    ``failing_since`` is the first failure since the last success. ``off_because`` is set when the judge, not a person,
    has switched it off.
    """

    id: str
    organisation: str
    url: str = field(repr=False)
    events: tuple[str, ...]
    name: str
    secret: str = field(repr=False)
    created_at: datetime
    created_by: str = ""
    enabled: bool = True
    off_because: str = ""
    failing_since: datetime | None = None
    old_secret: str = field(default="", repr=False)
    old_secret_until: datetime | None = None

    def secrets_at(self, moment: datetime) -> tuple[str, ...]:
        """Those that sign now, the newest first."""
        old = self.old_secret and self.old_secret_until and moment < self.old_secret_until
        return (self.secret, self.old_secret) if old else (self.secret,)

    def wants(self, happening: str) -> bool:
        return self.enabled and happening in self.events


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Not tried any more, unless somebody asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try. ``status`` is 0 and ``error`` says why where there was no answer."""

    at: datetime
    status: int
    ms: int
    error: str = ""

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300 and not self.error


ATTEMPTS_KEPT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message to one hook; its id goes with every try, so that a receiver can tell a repeated one.

    ``about`` names the thing it is about. ``tries`` counts since it was made, or asked for again.
    """

    id: str
    hook: str
    organisation: str
    happening: str
    about: str
    body: str
    created_at: datetime
    state: DeliveryState = DeliveryState.PENDING
    next_at: datetime | None = None
    tries: int = 0
    attempts: tuple[Attempt, ...] = ()

    def tried(self, attempt: Attempt, roll: float) -> "Delivery":
        """After one more try. ``roll`` between 0 and 1 spreads the next one."""
        attempts = (*self.attempts, attempt)[-ATTEMPTS_KEPT:]
        done = replace(self, attempts=attempts, tries=self.tries + 1, next_at=None)
        if attempt.good:
            return replace(done, state=DeliveryState.DELIVERED)
        if self.tries >= len(DELAYS):
            return replace(done, state=DeliveryState.FAILED)
        over = attempt.at + timedelta(milliseconds=attempt.ms)
        return replace(done, state=DeliveryState.PENDING, next_at=over + pause(self.tries, roll))

    def again(self, moment: datetime) -> "Delivery":
        """To be tried now, with all its tries before it."""
        return replace(self, state=DeliveryState.PENDING, next_at=moment, tries=0)


DELAYS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 2 * 60, 10 * 60, 3600, 6 * 3600, 24 * 3600))
"""Between one try and the next; after the last one comes the last try."""
SPREAD = 0.2


def pause(tries: int, roll: float) -> timedelta:
    """After a first failure (``tries`` 0), a second, …: a fifth shorter or longer, so not all come back at once."""
    return DELAYS[tries] * (1 - SPREAD + 2 * SPREAD * roll)
