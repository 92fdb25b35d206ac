"""Whose turn it is on which core: leased over the whole machine while a submission is in its boxes, so that no two are
measured on one core.

    lend ─► lease (own core first, else any that is free, else wait) ─► boxes pinned to it ─► … ─► lease given back

A lease is a lock on a file, which the kernel drops with its holder, however that ends. The folder is the machine's:
workers that do not share it (in containers without it) know nothing of each other's leases.
"""

import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path

import structlog

from judge.domain.errors import SandboxUnavailable
from worker.sandbox.interface import given_up

_log = structlog.get_logger("sandbox.cores")

_FIRST_PAUSE_S = 0.002
_LONGEST_PAUSE_S = 0.02
_TELL_EVERY_S = 60.0
_SYSTEM_LOCKS = Path("/run/lock")

Leased = tuple[int, ...]


def own_cores() -> Leased:
    """Those that this process may use."""
    return tuple(sorted(os.sched_getaffinity(0)))


def lock_folder() -> Path:
    """One for all users of a machine, made when it is needed."""
    return (_SYSTEM_LOCKS if os.access(_SYSTEM_LOCKS, os.W_OK) else Path(tempfile.gettempdir())) / "judge-cores"


class Cores:
    """The leases of one process, ``together`` cores each; without any ``ids`` nothing is leased or waited for.

    Who has a lease has it for all boxes that the same thread acquires meanwhile (a checker's, a tester's).
    """

    def __init__(self, ids: Sequence[int] = (), *, together: int = 1, folder: Path | None = None) -> None:
        self.ids: Leased = tuple(ids)
        ends = range(together, len(ids) + 1, together)
        self._places = [tuple(ids[end - together : end]) for end in ends]
        self._folder = folder or lock_folder()
        self._held: ContextVar[Leased] = ContextVar("held", default=())
        self.home: Leased = self._places[0] if self._places else ()
        """The cores of the last lease: where boxes are made ahead of need."""

    @contextlib.contextmanager
    def lease(self) -> Iterator[Leased]:
        """Cores that nobody else measures on; empty where nothing is pinned. Raises SandboxUnavailable."""
        if self._held.get() or not self._places:
            yield self._held.get()
            return
        with contextlib.ExitStack() as locks:
            cores = self._take(locks)
            self.home = cores
            token = self._held.set(cores)
            try:
                yield cores
            finally:
                self._held.reset(token)

    def _take(self, locks: contextlib.ExitStack) -> Leased:
        began = told = time.monotonic()
        pause_s = _FIRST_PAUSE_S
        while True:
            for place in sorted(self._places, key=lambda place: place != self.home):
                if self._locked(place, locks):
                    return place
            if given_up():
                raise SandboxUnavailable("nobody waits for what should be measured any more")
            if time.monotonic() > told + _TELL_EVERY_S:
                told = time.monotonic()
                _log.warning("waits for a core", seconds=round(told - began), folder=str(self._folder))
            time.sleep(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    def _locked(self, place: Leased, locks: contextlib.ExitStack) -> bool:
        """All of them or none."""
        with contextlib.ExitStack() as taken:
            for core in place:
                file = self._open(core)
                taken.callback(os.close, file)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
            locks.push(taken.pop_all())
        return True

    def _open(self, core: int) -> int:
        """Any user may lock it, nobody writes to it. Raises SandboxUnavailable."""
        path = self._folder / f"core-{core}"
        try:
            with contextlib.suppress(FileNotFoundError):
                return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            if not self._folder.is_dir():
                self._folder.mkdir(exist_ok=True)
                self._folder.chmod(0o1777)
            file = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o444)
            with contextlib.suppress(PermissionError):
                os.fchmod(file, 0o444)
        except OSError as error:
            raise SandboxUnavailable(f"the locks of this machine's cores cannot be used: {error}") from error
        return file
