"""An event store in memory. Data is kept as JSON text, so that nobody outside ever holds a part of the history."""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import merge
from itertools import islice
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
        self._streams: dict[str, list[Record]] = {}
        self._positions: defaultdict[str, list[int]] = defaultdict(list)  # by type
        self._commands: dict[tuple[str, str], int] = {}

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
        if command_id is not None and (stream, command_id) in self._commands:
            return self._commands[stream, command_id]
        pairs = [checked(event) for event in events]
        actual = self.version(stream)
        if expected is not None and expected != actual:
            raise Conflict(stream, expected, actual)

        # Nothing can fail from here on.
        version = actual
        for version, (event_type, text) in enumerate(pairs, start=actual + 1):
            record = Record(len(self._log) + 1, stream, version, event_type, text)
            self._log.append(record)
            self._streams.setdefault(stream, []).append(record)
            self._positions[event_type].append(record.position)
        if command_id is not None:
            self._commands[stream, command_id] = version
        return version

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> list[Event]:
        end = None if limit is None else after + limit
        return [record.event() for record in self._streams.get(stream, [])[after:end]]

    def read_all(
        self, *, after: int = 0, limit: int | None = None, types: Iterable[str] | None = None
    ) -> list[Event]:
        if types is None:
            end = None if limit is None else after + limit
            return [record.event() for record in self._log[after:end]]
        positions = merge(*(self._of_type(name, after) for name in set(types)))
        return [self._log[position - 1].event() for position in islice(positions, limit)]

    def _of_type(self, name: str, after: int) -> Iterable[int]:
        positions = self._positions.get(name, [])
        start = bisect_right(positions, after)
        return (positions[index] for index in range(start, len(positions)))

    def version(self, stream: str) -> int:
        return len(self._streams.get(stream, ()))


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
