"""Handles by type of sidecar: what a test sees of a database."""

from collections.abc import Callable, Mapping

from judge_tester.channel import Asks

from .base import Sidecar
from .mariadb import MariaDb
from .postgres import Postgres
from .redis import Redis

HANDLES: Mapping[str, Callable[[str, str, Asks], Sidecar]] = {
    "postgres": Postgres,
    "mariadb": MariaDb,
    "mysql": MariaDb,
    "redis": Redis,
}


def handle(name: str, kind: str, url: str, worker: Asks) -> Sidecar:
    """A type without a client of its own still has its URL, and can be paused and killed."""
    return HANDLES.get(kind, Sidecar)(name, url, worker)
