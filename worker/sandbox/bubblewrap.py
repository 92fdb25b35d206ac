"""The bubblewrap backend: boxes without an engine, of the host's own files, with the same supervisor as PID 1.

    worker ─pipes─► bwrap ─► supervisor (PID 1: own pid, net, ipc, uts, mount namespaces) ─► programs

A box dies with its worker: the kernel ends bwrap with the process that started it, and the supervisor ends when its
stdin closes. A control group that is left over is removed by whoever gets its slot next, or by ``reap``.
"""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import MAXIMUM, Limits
from judge.domain.report import SandboxReport
from judge.runtimes import Runtime
from worker.sandbox.box import BoxIdentity, SupervisedBox
from worker.sandbox.bubblewrap_host import Host
from worker.sandbox.bubblewrap_process import BoxProcess, start
from worker.sandbox.bubblewrap_slots import Slot, Slots
from worker.sandbox.bubblewrap_walls import Walls
from worker.sandbox.cgroup import Cgroup
from worker.sandbox.channel import Channel
from worker.sandbox.embedded import find_toolchain
from worker.sandbox.interface import Box, BoxSpec
from worker.sandbox.pool import BoxKind, Pool

_log = structlog.get_logger("sandbox.bubblewrap")

_SUPERVISOR_MIB = 256
"""Above the challenge's limit: bwrap, the supervisor with the inputs and outputs it holds, the zygote, and what the
kernel may hold between two looks."""

_SUPERVISOR_PROCESSES = 64
_GROUP_PREFIX = "slot-"
_ALWAYS = ("wall", "processes", "output", "disk", "open_files", "network")
_WARM = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class BubblewrapSettings:
    """``home`` is the folder for data of the embedded mode; ``cpus`` of 0 means all."""

    home: Path
    reuses: int = 200
    warm: tuple[str, ...] = ()
    cpus: float = 0.0


@dataclass(slots=True)
class _Made:
    process: BoxProcess
    slot: Slot
    group: Cgroup | None
    memory_mib: int


class BubblewrapSandbox:
    """Boxes of one worker process. Raises ``Unfit`` (a SandboxUnavailable) where bubblewrap cannot work."""

    def __init__(self, runtimes: Mapping[str, Runtime], settings: BubblewrapSettings) -> None:
        self._settings = settings
        self.host = host = Host.find(settings.home.absolute())
        self._slots = Slots(host.users.slots)
        found = {name: find_toolchain(runtime, settings.home, host.python) for name, runtime in runtimes.items()}
        self._toolchains = {name: toolchain for name, toolchain in found.items() if toolchain is not None}
        self._runtimes = {name: toolchain.adapt(runtimes[name]) for name, toolchain in self._toolchains.items()}
        self._enforced = _enforced(host)
        self._made: dict[int, _Made] = {}
        self._starter = ThreadPoolExecutor(1, "box-starter")
        self._pool = Pool(self, reuses=min(settings.reuses, host.users.per_slot - 1))
        for name in settings.warm:
            if name in self._runtimes:
                extra_mib = self._runtimes[name].memory_extra_mib
                self._pool.warm(BoxKind(name, _WARM.disk_mib), _WARM.memory_mib + extra_mib)

    def acquire(self, spec: BoxSpec) -> AbstractContextManager[Box]:
        return self._pool.acquire(spec)

    def offers(self) -> tuple[str, ...]:
        return tuple(self._toolchains)

    def close(self) -> None:
        self._pool.close()
        self._starter.shutdown()

    def reap(self, live_workers: Collection[str] = ()) -> int:  # noqa: ARG002
        """Remove control groups that dead workers left; how many. A slot says who lives, not ``live_workers``."""
        if self.host.hierarchy is None:
            return 0
        removed = 0
        for name in self.host.hierarchy.names():
            number = name.removeprefix(_GROUP_PREFIX)
            if number.isdigit() and (slot := self._slots.take(int(number))) is not None:
                try:
                    self.host.hierarchy.group(name).remove()
                    removed += 1
                except SandboxUnavailable as error:
                    _log.warning("could not remove a cgroup", group=name, error=str(error))
                finally:
                    slot.release()
        return removed

    def make(self, kind: BoxKind, memory_mib: int) -> SupervisedBox:
        if kind.runtime not in self._toolchains:
            raise SandboxUnavailable(f"runtime {kind.runtime} is not installed on this machine")
        made = self._start(kind, _wall_mib(memory_mib, kind.disk_mib))
        report = SandboxReport(backend="bubblewrap", runtime=f"bwrap {self.host.version}", image="host")
        identity = BoxIdentity(
            runtime=self._runtimes[kind.runtime],
            first_uid=self.host.users.first_of(made.slot.number),
            disk_mib=kind.disk_mib,
            report=report,
            path=self._toolchains[kind.runtime].path,
        )
        box = SupervisedBox(identity, Channel(made.process))
        self._made[id(box)] = made
        try:
            source = box.prepare()
        except SandboxUnavailable:
            self.destroy(box)
            raise
        box.identity = replace(identity, report=replace(report, enforced=(*self._enforced, source)))
        return box

    def _start(self, kind: BoxKind, wall_mib: int) -> _Made:
        slot = self._slots.claim()
        group = None
        try:
            if self.host.hierarchy is not None:
                group = self.host.hierarchy.create(f"{_GROUP_PREFIX}{slot.number}")
                group.limit_processes(MAXIMUM.processes + _SUPERVISOR_PROCESSES)
                group.limit_cpus(self._settings.cpus or self.host.cpus)
                group.limit_memory(wall_mib << 20)
            walls = Walls(
                stage=self.host.stage,
                interpreter=self.host.python.real,
                toolchain=self._toolchains[kind.runtime],
                disk_mib=kind.disk_mib,
                unshare=self.host.users.unshare,
                entrances=tuple(group.entrances()) if group else (),
                views=tuple(group.views()) if group else (),
            )
            process = start(walls, self.host.seccomp, self._starter)
        except SandboxUnavailable:
            _free(group, slot)
            raise
        return _Made(process, slot, group, wall_mib)

    def fit(self, box: SupervisedBox, memory_mib: int) -> None:
        made = self._made[id(box)]
        wall_mib = _wall_mib(memory_mib, box.identity.disk_mib)
        if made.group is not None and made.memory_mib != wall_mib:
            made.group.limit_memory(wall_mib << 20)
            made.memory_mib = wall_mib

    def destroy(self, box: SupervisedBox) -> None:
        box.close()
        if made := self._made.pop(id(box), None):
            try:
                made.process.end()
            except SandboxUnavailable as error:
                _log.warning("box not ended", error=str(error))
            _free(made.group, made.slot)


def _free(group: Cgroup | None, slot: Slot) -> None:
    """Give a slot back, its control group first."""
    try:
        if group is not None:
            group.remove()
    except SandboxUnavailable as error:
        _log.warning("could not remove a cgroup", slot=slot.number, error=str(error))
    finally:
        slot.release()


def _wall_mib(memory_mib: int, disk_mib: int) -> int:
    """The control group's limit: files on the box's disk are charged to it too, and must not look like memory."""
    return memory_mib + disk_mib + _SUPERVISOR_MIB


def _enforced(host: Host) -> tuple[str, ...]:
    """Without a control group the supervisor looks at memory and processor time now and then, which is less."""
    controllers = host.hierarchy.controllers if host.hierarchy else frozenset()
    memory = "memory" if "memory" in controllers else "memory-sampled"
    cpu = "cpu" if controllers else "cpu-sampled"
    return (memory, cpu, *_ALWAYS)
