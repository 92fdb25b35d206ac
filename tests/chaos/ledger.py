"""What the clients sent and heard: the one side of the account."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.mix import Work


@dataclass(slots=True)
class Entry:
    """One submission: ``ids`` is what the API called it in each answer to its POST. Times are monotonic.

    ``late``: its client had given up when it finished.
    """

    work: Work
    ids: set[str] = field(default_factory=set)
    accepted_at: float = 0.0
    finished_at: float = 0.0
    record: Mapping[str, Any] | None = None
    late: bool = False

    @property
    def took_s(self) -> float:
        return self.finished_at - self.accepted_at

    @property
    def graded_s(self) -> float:
        """What its tests took; it waited for its turn, boxes and databases besides."""
        stages = self.record["stages"] if self.record else []
        return sum(test["wall_ms"] or 0 for stage in stages for test in stage["tests"]) / 1000


class Ledger:
    """``troubles`` are answers that no client should get; ``retries`` what it had to send again, by reason.

    ``outstanding``: how many were accepted and have not finished.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.retries: Counter[str] = Counter()
        self.troubles: list[str] = []
        self._lock = threading.Lock()
        self.outstanding = 0
        self._moved_at = 0.0
        self.longest_stall_s = 0.0
        self.stalled_at = 0.0

    def open(self, work: Work) -> Entry:
        entry = Entry(work)
        with self._lock:
            self.entries.append(entry)
        return entry

    def accepted(self, entry: Entry, submission: str) -> None:
        with self._lock:
            entry.ids.add(submission)
            entry.accepted_at = time.monotonic()
            if not self.outstanding:
                self._moved_at = entry.accepted_at
            self.outstanding += 1

    def finished(self, entry: Entry, record: Mapping[str, Any]) -> None:
        with self._lock:
            entry.record = record
            entry.finished_at = time.monotonic()
            self.outstanding -= 1
            if (gap := entry.finished_at - self._moved_at) > self.longest_stall_s:
                self.longest_stall_s, self.stalled_at = gap, self._moved_at
            self._moved_at = entry.finished_at

    def retried(self, reason: str) -> None:
        with self._lock:
            self.retries[reason] += 1

    def trouble(self, text: str) -> None:
        with self._lock:
            self.troubles.append(text)

    @property
    def done(self) -> int:
        return sum(entry.record is not None for entry in self.entries)
