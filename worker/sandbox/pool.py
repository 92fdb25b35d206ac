"""Warm boxes: made ahead of need, given to one submission at a time, reset and proved clean, or destroyed.

acquire ─► lease a core ─ idle box of that kind? ─ yes ─► fit memory, core ─► lend ─► reset ok? ─► idle
                                                 └ no ──► make one                    └ no, worn, or fresh wanted
                                                                                                ─► destroy, refill
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

import structlog

from judge.domain.errors import NoBox, SandboxUnavailable
from worker.sandbox.cores import Cores, Leased
from worker.sandbox.interface import SidecarSpec

_log = structlog.get_logger("sandbox.pool")


@dataclass(frozen=True, slots=True)
class BoxKind:
    """What cannot be changed once a box exists."""

    runtime: str
    disk_mib: int


@dataclass(frozen=True, slots=True)
class PodKind:
    """The same of a pod; ``sidecars`` are started ahead."""

    box: BoxKind
    sidecars: tuple[SidecarSpec, ...]


class Lent(Protocol):
    """A box or a pod, from the pool's side."""

    uses: int

    def begin(self) -> None:
        """A new submission. Raises SandboxUnavailable."""

    def reset(self) -> list[str]:
        """End and empty everything; what could not be proved clean. Raises SandboxUnavailable."""


K = TypeVar("K", bound=Hashable)
B = TypeVar("B", bound=Lent)
K_contra = TypeVar("K_contra", bound=Hashable, contravariant=True)


class Maker(Protocol[K_contra, B]):
    """A backend's side of the pool."""

    def make(self, kind: K_contra, memory_mib: int, cores: Leased) -> B:
        """A new, prepared box, on these cores if there are any. Raises SandboxUnavailable."""

    def fit(self, box: B, memory_mib: int, cores: Leased) -> bool:
        """Set the memory wall and the cores of an idle box; whether that went well."""

    def destroy(self, box: B) -> None:
        """Remove it and everything in it; never raises."""


@dataclass(slots=True)
class _Idle(Generic[K, B]):
    kind: K
    box: B


class Pool(Generic[K, B]):
    """Boxes of one worker process. Making and destroying ahead happens in one background thread."""

    def __init__(self, maker: Maker[K, B], *, reuses: int, most_idle: int = 6, cores: Cores | None = None) -> None:
        self._maker = maker
        self._cores = cores or Cores()
        self._reuses = reuses
        self._most_idle = most_idle
        self._idle: list[_Idle[K, B]] = []
        self._lock = threading.Lock()
        self._chores: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._closed = False
        self._keeper = threading.Thread(target=self._keep, name="box-keeper", daemon=True)
        self._keeper.start()

    def warm(self, kind: K, memory_mib: int) -> None:
        """Make one box of this kind in the background, unless one is idle."""
        self._later(lambda: self._refill(kind, memory_mib))

    @contextlib.contextmanager
    def lend(self, kind: K, memory_mib: int, *, fresh: bool) -> Iterator[B]:
        """A clean box; ``fresh``: one that nobody used before, and nobody will after.

        Raises:
            NoBox: there is none, and none can be made.
            SandboxUnavailable: it was lost.
        """
        with self._cores.lease() as cores:
            box = self._ready(kind, memory_mib, cores, fresh=fresh)
            healthy = False
            try:
                yield box
                healthy = not fresh and box.uses < self._reuses and self._is_clean(kind, box)
            finally:
                if healthy:
                    self._give_back(kind, box)
                else:
                    self._later(lambda: self._maker.destroy(box))
                    self._later(lambda: self._refill(kind, memory_mib))

    def close(self) -> None:
        """Destroy every idle box and stop the background thread."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            self._chores.put(None)
        self._keeper.join(timeout=30)
        for entry in idle:
            self._maker.destroy(entry.box)

    def _ready(self, kind: K, memory_mib: int, cores: Leased, *, fresh: bool) -> B:
        """One that answers. Idle ones may have died since: with the engine, or because somebody removed them; and
        gVisor changes nothing of a box that exists.

        Raises:
            NoBox: there is none, and a new one cannot be made.
        """
        while idle := self._take(kind, fresh=fresh):
            try:
                if self._begun(idle, partial(self._maker.fit, idle, memory_mib, cores)):
                    return idle
            except SandboxUnavailable as error:
                _log.warning("an idle box is dead", kind=kind, error=str(error))
        try:
            box = self._maker.make(kind, memory_mib, cores)
            self._begun(box)
        except SandboxUnavailable as error:
            raise NoBox(str(error)) from error
        return box

    def _begun(self, box: B, fits: Callable[[], bool] = lambda: True) -> bool:
        """Whether it is as it has to be, and begun; otherwise it is on its way out. Raises SandboxUnavailable."""
        begun = False
        try:
            if fits():
                box.begin()
                begun = True
        finally:
            if not begun:
                self._later(lambda: self._maker.destroy(box))
        return begun

    def _take(self, kind: K, *, fresh: bool) -> B | None:
        with self._lock:
            for position in range(len(self._idle) - 1, -1, -1):
                entry = self._idle[position]
                if entry.kind == kind and not (fresh and entry.box.uses):
                    return self._idle.pop(position).box
        return None

    def _give_back(self, kind: K, box: B) -> None:
        with self._lock:
            self._idle.append(_Idle(kind, box))
            surplus = self._idle.pop(0).box if len(self._idle) > self._most_idle or self._closed else None
        if surplus is not None:
            self._later(lambda: self._maker.destroy(surplus))

    def _is_clean(self, kind: K, box: B) -> bool:
        try:
            problems = box.reset()
        except SandboxUnavailable as error:
            problems = [str(error)]
        if problems:
            _log.warning("box not clean, destroyed", kind=kind, problems=problems)
        return not problems

    def _refill(self, kind: K, memory_mib: int) -> None:
        with self._lock:
            enough = self._closed or any(entry.kind == kind for entry in self._idle)
        if enough:
            return
        try:
            box = self._maker.make(kind, memory_mib, self._cores.home)
        except SandboxUnavailable as error:
            _log.warning("could not make a box ahead of need", kind=kind, error=str(error))
            return
        self._give_back(kind, box)

    def _later(self, chore: Callable[[], None]) -> None:
        """In the background; at once where there is none any more, because nobody would come for it."""
        with self._lock:
            if not self._closed:
                self._chores.put(chore)
                return
        self._do(chore)

    def _keep(self) -> None:
        while (chore := self._chores.get()) is not None:
            self._do(chore)

    def _do(self, chore: Callable[[], None]) -> None:
        try:
            chore()
        except Exception:
            _log.exception("box keeper")
