"""What telling others needs from the store and from the network; ``judge.store`` and ``judge.outgoing`` fit it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from judge.domain.webhooks import News


class Outbox(Protocol):
    """What happened and is to be told. A script that ends a submission writes here in the same step."""

    def put(self, news: News) -> None: ...

    def read(self, limit: int) -> list[News]:
        """The oldest ones, each with its id. They stay until :meth:`done`."""

    def done(self, news: Sequence[News]) -> None: ...


class Schedule(Protocol):
    """Things that are due at some time, in lanes: a slow lane keeps none of the others waiting."""

    def put(self, lane: str, thing: str, at: datetime) -> None:
        """From now on it is due then, whatever was said before."""

    def drop(self, lane: str, thing: str) -> None: ...

    def lanes(self, now: datetime) -> list[str]:
        """Those with something due, the longest waiting first."""

    def due(self, lane: str, now: datetime, limit: int = 1) -> list[str]:
        """What is due in a lane, the longest waiting first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One signed request."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of what answered; 0 and why where nothing did, or nothing may be asked there."""

    status: int
    error: str = ""


class Post(Protocol):
    def check(self, url: str) -> str:
        """What is wrong with such an address, as the end of a sentence; empty if nothing is. Looks nothing up."""

    def send(self, message: Message) -> Answer:
        """Never raises for what the other side does, and never takes longer than its deadline and a name's lookup."""


class Signer(Protocol):
    def new_secret(self) -> str: ...

    def headers(self, message_id: str, at: datetime, body: str, secrets: Sequence[str]) -> dict[str, str]:
        """Those that go with a message, with a signature for each secret."""
