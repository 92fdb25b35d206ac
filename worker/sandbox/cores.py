"""Whose turn it is on which core: leased over the whole machine while a submission is in its boxes, so that no two are
measured on one core.

    lend ─► lease (own core first, else any that is free, else wait) ─► boxes pinned to it ─► … ─► lease given back

A lease is a lock on a file, which the kernel drops with its holder, however that ends. One more lock is the turn: only
who has it takes cores, and keeps it until there are some. So nobody who has just given a core back takes it again over
the heads of those who wait. The folder is the machine's: workers that do not share it (in containers without it) know
nothing of each other's leases.
"""

import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

import structlog

from judge.domain.errors import NoBox, SandboxUnavailable
from worker.sandbox.interface import given_up

_log = structlog.get_logger("sandbox.cores")

_TURN = "turn"
_TURN_PAUSE_S = 0.01
_CORE_PAUSE_S = 0.002
"""Between two looks; only one at a time looks at the cores."""
_TELL_EVERY_S = 60.0
SYSTEM_LOCKS = Path("/run/lock")

Leased = tuple[int, ...]
T = TypeVar("T")


def own_cores() -> Leased:
    """Those that this process may use."""
    return tuple(sorted(os.sched_getaffinity(0)))


def lock_folder() -> Path:
    """One for all users of a machine, made when it is needed."""
    return (SYSTEM_LOCKS if os.access(SYSTEM_LOCKS, os.W_OK) else Path(tempfile.gettempdir())) / "judge-cores"


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
        places = sorted(self._places, key=lambda place: place != self.home)
        since = time.monotonic()
        with contextlib.ExitStack() as turn:
            _wait(lambda: self._locked([_TURN], turn), since, _TURN_PAUSE_S)
            return _wait(lambda: self._first_free(places, locks), since, _CORE_PAUSE_S)

    def _first_free(self, places: list[Leased], locks: contextlib.ExitStack) -> Leased:
        return next((place for place in places if self._locked([f"core-{core}" for core in place], locks)), ())

    def _locked(self, names: Sequence[str], locks: contextlib.ExitStack) -> bool:
        """All of them or none."""
        with contextlib.ExitStack() as taken:
            for name in names:
                file = self._open(name)
                taken.callback(os.close, file)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
            locks.push(taken.pop_all())
        return True

    def _open(self, name: str) -> int:
        """Any user may lock it, nobody writes to it. Raises SandboxUnavailable."""
        path = self._folder / name
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
            raise NoBox(f"the locks of this machine's cores cannot be used: {error}") from error
        return file


def _wait(take: Callable[[], T], since: float, pause_s: float) -> T:
    """What ``take`` has got once it is something. Raises SandboxUnavailable when nobody wants it any more."""
    tell_at = since + _TELL_EVERY_S
    while not (taken := take()):
        if given_up():
            raise SandboxUnavailable("nobody waits for what should be measured any more")
        if (now := time.monotonic()) > tell_at:
            tell_at = now + _TELL_EVERY_S
            _log.warning("waits for a core", seconds=round(now - since))
        time.sleep(pause_s)
    return taken
