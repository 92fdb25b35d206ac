"""Right, but goes through the whole log to answer anything."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


class Conflict(Exception):
    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream} is at version {actual}, not {expected}")
        self.stream = stream
        self.expected = expected
        self.actual = actual


@dataclass(frozen=True, slots=True)
class Event:
    position: int
    stream: str
    version: int
    type: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    position: int
    stream: str
    version: int
    type: str
    text: str

    def event(self) -> Event:
        return Event(self.position, self.stream, self.version, self.type, json.loads(self.text))


def checked(event: Any) -> tuple[str, str]:
    """Type and text of an event that a caller wants to append."""
    try:
        event_type, data = event
    except TypeError:
        raise ValueError(f"not a pair of type and data: {event!r}") from None
    if not isinstance(event_type, str) or not event_type:
        raise ValueError(f"not a type of event: {event_type!r}")
    if not isinstance(data, dict):
        raise ValueError(f"data is a dict, not {data!r}")
    try:
        return event_type, json.dumps(data)
    except TypeError as error:
        raise ValueError(str(error)) from None


class EventStore:
    def __init__(self) -> None:
        self._log: list[Record] = []
        self._commands: list[tuple[str, str, int]] = []

    def __len__(self) -> int:
        return len(self._log)

    def append(
        self,
        stream: str,
        events: Iterable[tuple[str, dict[str, Any]]],
        *,
        expected: int | None = None,
        command_id: str | None = None,
    ) -> int:
        for known_stream, known_id, version in self._commands:
            if (known_stream, known_id) == (stream, command_id):
                return version
        pairs = [checked(event) for event in events]
        actual = self.version(stream)
        if expected is not None and expected != actual:
            raise Conflict(stream, expected, actual)

        # Nothing can fail from here on.
        version = actual
        for version, (event_type, text) in enumerate(pairs, start=actual + 1):
            self._log.append(Record(len(self._log) + 1, stream, version, event_type, text))
        if command_id is not None:
            self._commands.append((stream, command_id, version))
        return version

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[Event]:
        events = [record.event() for record in self._log]
        return [event for event in events if event.stream == stream and event.version > after][:limit]

    def read_all(
        self, *, after: int = 0, limit: int | None = None, types: Iterable[str] | None = None
    ) -> list[Event]:
        wanted = None if types is None else set(types)
        events = [record.event() for record in self._log]
        return [event for event in events if event.position > after and (wanted is None or event.type in wanted)][:limit]

    def version(self, stream: str) -> int:
        return sum(record.stream == stream for record in self._log)


class Projection:
    def __init__(
        self, store: EventStore, initial: Any, handlers: Mapping[str, Callable[[Any, Event], Any]]
    ) -> None:
        self._store = store
        self._initial = json.dumps(initial)
        self._handlers = dict(handlers)
        self._reset()

    def _reset(self) -> None:
        self.state = json.loads(self._initial)
        self.position = 0

    def catch_up(self, limit: int | None = None) -> int:
        end = len(self._store)
        events = self._store.read_all(after=self.position, limit=limit, types=self._handlers)
        handled = 0
        for event in events:
            self.state = self._handlers[event.type](self.state, event)
            self.position = event.position
            handled += 1
        if handled != limit:
            self.position = end
        return handled

    def rebuild(self) -> int:
        self._reset()
        return self.catch_up()
