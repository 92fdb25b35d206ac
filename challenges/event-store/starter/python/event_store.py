from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


class Conflict(Exception):
    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream} is at version {actual}, not {expected}")
        self.stream = stream
        self.expected = expected
        self.actual = actual


@dataclass(frozen=True)
class Event:
    position: int
    stream: str
    version: int
    type: str
    data: dict[str, Any]


class EventStore:
    def append(
        self,
        stream: str,
        events: Iterable[tuple[str, dict[str, Any]]],
        *,
        expected: int | None = None,
        command_id: str | None = None,
    ) -> int:
        raise NotImplementedError

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[Event]:
        raise NotImplementedError

    def read_all(
        self, *, after: int = 0, limit: int | None = None, types: Iterable[str] | None = None
    ) -> list[Event]:
        raise NotImplementedError

    def version(self, stream: str) -> int:
        raise NotImplementedError


class Projection:
    def __init__(
        self, store: EventStore, initial: Any, handlers: Mapping[str, Callable[[Any, Event], Any]]
    ) -> None:
        raise NotImplementedError

    def catch_up(self, limit: int | None = None) -> int:
        raise NotImplementedError

    def rebuild(self) -> int:
        raise NotImplementedError
