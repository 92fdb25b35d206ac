"""System V queues, semaphores and shared memory: they lie in no folder and outlive the process that made them."""

import contextlib
import os

from .procs import as_user

_CALLS = {"msg": "msgctl", "sem": "semctl", "shm": "shmctl"}
_REMOVE = 0


class Objects:
    """All of this box, whoever made them."""

    def __init__(self) -> None:
        self._tables: dict[str, int] = {}
        for kind in _CALLS:
            with contextlib.suppress(FileNotFoundError):  # gVisor has no such files
                self._tables[kind] = os.open(f"/proc/sysvipc/{kind}", os.O_RDONLY | os.O_CLOEXEC)

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
            as_user(uid, lambda: _remove(found))


def _whole(table: int) -> bytes:
    """All of a table. There may be tens of thousands of objects, and the kernel hands over a page or so at a time."""
    text = b""
    while piece := os.pread(table, 1 << 16, len(text)):
        text += piece
    return text


def _remove(found: list[tuple[str, int]]) -> None:
    import ctypes  # noqa: PLC0415 - hardly ever needed, and never in the supervisor itself

    library = ctypes.CDLL(None)
    for kind, number in found:
        where = (number, 0, _REMOVE) if kind == "sem" else (number, _REMOVE, None)
        getattr(library, _CALLS[kind])(*where)
