"""System V queues, semaphores and shared memory: they lie in no folder and outlive the process that made them."""

import os
from collections.abc import Iterable
from functools import partial

from .procs import as_user

KINDS = ("msg", "sem", "shm")
_MOST_IDS = 32768
"""To try one after the other. Whoever has used up more has cost the judge this box."""


class Objects:
    """All of this box, whoever made them, as tables in /proc name them."""

    def __init__(self) -> None:
        self._tables = {kind: os.open(f"/proc/sysvipc/{kind}", os.O_RDONLY | os.O_CLOEXEC) for kind in KINDS}

    def found(self) -> list[tuple[str, int]]:
        """Kind and id of each; a table is a line of titles and one line for each object."""
        return [
            (kind, int(line.split()[1]))
            for kind, table in self._tables.items()
            for line in _whole(table).splitlines()[1:]
        ]

    def remove(self, uid: int) -> None:
        """Remove what this user made."""
        if found := self.found():
            as_user(uid, partial(_remove, found))


class Uncatalogued:
    """The same where only their number is known, as under gVisor: their ids are tried."""

    def __init__(self) -> None:
        from . import sysv_counts  # noqa: PLC0415 - brings ctypes, which no other box's supervisor needs

        self._counts = sysv_counts
        self._first = {kind: sysv_counts.next_id(kind) for kind in KINDS}

    def found(self) -> list[tuple[str, int]]:
        """Kind and number of those."""
        return [(kind, number) for kind in KINDS if (number := self._counts.count(kind))]

    def remove(self, uid: int) -> None:
        for kind, _ in self.found():
            last = self._counts.next_id(kind)
            tried = [(kind, number) for number in range(max(self._first[kind], last - _MOST_IDS), last)]
            as_user(uid, partial(_remove, tried))
            self._first[kind] = last


def find() -> Objects | Uncatalogued:
    """By whatever this box's kernel tells. Raises OSError where it tells nothing: they could not be removed."""
    return Objects() if os.path.exists("/proc/sysvipc") else Uncatalogued()


def _whole(table: int) -> bytes:
    """All of a table. There may be tens of thousands of objects, and the kernel hands over a page or so at a time."""
    text = b""
    while piece := os.pread(table, 1 << 16, len(text)):
        text += piece
    return text


def _remove(found: Iterable[tuple[str, int]]) -> None:
    from . import sysv_counts  # noqa: PLC0415 - hardly ever needed, and never in the supervisor itself

    for kind, number in found:
        sysv_counts.remove(kind, number)
