"""An event store in memory: one log, and lists of positions in it by stream and by type."""

from __future__ import annotations

import json
from bisect import bisect_right
from copy import deepcopy
from dataclasses import dataclass, field, replace


class Conflict(Exception):
    def __init__(self, stream, expected, actual):
        super().__init__(f"expected version {expected} of {stream!r}, but it has {actual}")
        self.stream, self.expected, self.actual = stream, expected, actual


@dataclass(frozen=True)
class Event:
    position: int
    stream: str
    version: int
    type: str
    data: dict = field(hash=False)


def part(positions, after, limit):
    start = bisect_right(positions, after)
    return positions[start:] if limit is None else positions[start : start + limit]


class EventStore:
    def __init__(self):
        self.log = []
        self.by_stream = {}
        self.by_type = {}
        self.answers = {}

    def append(self, stream, events, *, expected=None, command_id=None):
        if command_id is not None and command_id in self.answers.get(stream, ()):
            return self.answers[stream][command_id]
        current = self.version(stream)
        if expected is not None and expected != current:
            raise Conflict(stream, expected, current)

        batch = []
        for event in events:
            if not isinstance(event, (tuple, list)) or len(event) != 2:
                raise ValueError(f"an event is a pair of type and data, not {event!r}")
            kind, data = event
            if not (isinstance(kind, str) and kind and isinstance(data, dict)):
                raise ValueError(f"an event is a type and a dict, not {event!r}")
            try:
                json.dumps(data)
            except (TypeError, ValueError) as error:
                raise ValueError(f"{kind}: data is not JSON: {error}") from error
            batch.append(
                Event(len(self.log) + len(batch) + 1, stream, current + len(batch) + 1, kind, deepcopy(data))
            )

        self.log += batch
        for event in batch:
            self.by_stream.setdefault(stream, []).append(event.position)
            self.by_type.setdefault(event.type, []).append(event.position)
        version = current + len(batch)
        if command_id is not None:
            self.answers.setdefault(stream, {})[command_id] = version
        return version

    def read(self, stream, *, after=0, limit=None):
        end = None if limit is None else after + limit
        return self._at(self.by_stream.get(stream, [])[after:end])

    def read_all(self, *, after=0, limit=None, types=None):
        if types is None:
            end = len(self.log) if limit is None else min(len(self.log), after + limit)
            return self._at(range(after + 1, end + 1))
        # No type has to give more than the limit for all of them.
        candidates = [part(self.by_type.get(kind, []), after, limit) for kind in set(types)]
        return self._at(sorted(position for positions in candidates for position in positions)[:limit])

    def _at(self, positions):
        """Copies of the events: their readers may do what they like with them."""
        events = (self.log[position - 1] for position in positions)
        return [replace(event, data=deepcopy(event.data)) for event in events]

    def version(self, stream):
        return len(self.by_stream.get(stream, ()))


class Projection:
    def __init__(self, store, initial, handlers):
        self.store = store
        self.initial = deepcopy(initial)
        self.handlers = handlers
        self.state = deepcopy(initial)
        self.position = 0

    def catch_up(self, limit=None):
        last = len(self.store.log)
        pending = self.store.read_all(after=self.position, limit=limit, types=self.handlers)
        for event in pending:
            self.state = self.handlers[event.type](self.state, event)
            self.position = event.position
        if limit is None or len(pending) < limit:
            self.position = last
        return len(pending)

    def rebuild(self):
        self.state, self.position = deepcopy(self.initial), 0
        return self.catch_up()
