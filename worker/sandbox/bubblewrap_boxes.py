"""Makes boxes with bubblewrap: the host's own files behind walls, with the supervisor as PID 1."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import structlog

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import MAXIMUM
from judge.domain.report import SandboxReport
from judge.runtimes import Runtime
from worker.sandbox.box import BoxIdentity, Interior, SupervisedBox
from worker.sandbox.bubblewrap_host import Host
from worker.sandbox.bubblewrap_problem import Problem
from worker.sandbox.bubblewrap_process import BoxProcess, start
from worker.sandbox.bubblewrap_slots import Slot, Slots
from worker.sandbox.bubblewrap_walls import Walls
from worker.sandbox.cgroup import Cgroup
from worker.sandbox.channel import Channel
from worker.sandbox.cores import Cores, Leased
from worker.sandbox.embedded import Toolchain, find_toolchain
from worker.sandbox.embedded_parts import find_parts
from worker.sandbox.parts import Part
from worker.sandbox.pool import BoxKind

_log = structlog.get_logger("sandbox.bubblewrap")

_SUPERVISOR_MIB = 256
"""Above the challenge's limit: bwrap, the supervisor with the inputs and outputs it holds, the zygote, and what the
kernel may hold between two looks."""

_SUPERVISOR_PROCESSES = 64
_GROUP_PREFIX = "slot-"
_ALWAYS = ("wall", "processes", "output", "disk", "open_files", "network")


@dataclass(frozen=True, slots=True, kw_only=True)
class BubblewrapSettings:
    """``home`` is the folder for data of the embedded mode; ``cpus`` of 0 means all. Boxes are pinned to
    ``cores`` where a control group can hold them there."""

    home: Path
    reuses: int = 200
    warm: tuple[str, ...] = ()
    cpus: float = 0.0
    cores: Cores = field(default_factory=Cores)


@dataclass(slots=True)
class Made:
    """What there is of a box on the host."""

    process: BoxProcess
    slot: Slot
    group: Cgroup | None
    memory_mib: int
    cores: Leased


class BubblewrapBoxes:
    """``worker.sandbox.pool.Maker`` of candidates' boxes, and of the boxes that join them in a pod.

    Raises ``Unfit`` (a SandboxUnavailable) where bubblewrap cannot work.
    """

    def __init__(self, runtimes: Mapping[str, Runtime], settings: BubblewrapSettings, sidecars: Iterable[str]) -> None:
        home = settings.home.absolute()
        self.host = host = Host.find(home)
        self.made: dict[int, Made] = {}
        self._cpus = settings.cpus or host.cpus
        self._slots = Slots(host.users.slots)
        found = {name: find_toolchain(runtime, home, host.python) for name, runtime in runtimes.items()}
        self._toolchains = {name: toolchain for name, toolchain in found.items() if toolchain is not None}
        self.runtimes = {name: toolchain.adapt(runtimes[name]) for name, toolchain in self._toolchains.items()}
        self.parts = find_parts(sidecars, home=home, python=host.python, stage=host.stage)
        self._pinned = bool(settings.cores.ids) and host.hierarchy is not None and host.hierarchy.pins
        self._enforced = (*_enforced(host), *(("core",) if self._pinned else ()))
        self._starter = ThreadPoolExecutor(1, "box-starter")

    def make(self, kind: BoxKind, memory_mib: int, cores: Leased = ()) -> SupervisedBox:
        if kind.runtime not in self._toolchains:
            raise SandboxUnavailable(f"runtime {kind.runtime} is not installed on this machine")
        interior = Interior.of(self.runtimes[kind.runtime])
        part = Part(interior=interior, memory_mib=memory_mib, disk_mib=kind.disk_mib, cores=cores)
        return self._make(part, self._toolchains[kind.runtime])

    def join(self, box: SupervisedBox, part: Part) -> SupervisedBox:
        """A box in the network of another. Raises SandboxUnavailable.

        Whoever is not root must be so to enter a network: its box's user namespace comes first, and is shared. Each
        box has user ids of its own in it.
        """
        toolchain = self.parts[part.interior.name]
        if isinstance(toolchain, Problem):
            raise SandboxUnavailable(str(toolchain))
        interior = replace(part.interior, env={**part.interior.env, **toolchain.env})
        kinds = ("user", "net") if self.host.users.unshare else ("net",)
        with self.made[id(box)].process.namespaces(kinds) as paths:
            join = tuple(f"--{kind}={path}" for kind, path in zip(kinds, paths, strict=True))
            return self._make(replace(part, interior=interior), toolchain, join)

    def fit(self, box: SupervisedBox, memory_mib: int, cores: Leased = ()) -> bool:
        made = self.made[id(box)]
        wall_mib = _wall_mib(memory_mib, box.identity.disk_mib)
        if made.group is not None and made.memory_mib != wall_mib:
            made.group.limit_memory(wall_mib << 20)
            made.memory_mib = wall_mib
        return self.pin(box, cores)

    def pin(self, box: SupervisedBox, cores: Leased) -> bool:
        """Move a box to these cores, if there are any; whether it is there."""
        made = self.made[id(box)]
        if self._pinned and made.group is not None and cores and made.cores != cores:
            made.group.limit_cores(cores)
            made.cores = cores
        return True

    def destroy(self, box: SupervisedBox) -> None:
        box.close()
        if made := self.made.pop(id(box), None):
            try:
                made.process.end()
            except SandboxUnavailable as error:
                _log.warning("box not ended", error=str(error))
            _free(made.group, made.slot)

    def reap(self) -> int:
        """Remove control groups that dead workers left; how many. A slot says who lives."""
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

    def close(self) -> None:
        """Once every box is destroyed."""
        self._starter.shutdown()

    def _make(self, part: Part, toolchain: Toolchain, join: tuple[str, ...] = ()) -> SupervisedBox:
        """``join`` as in ``Walls``."""
        made = self._start(part, toolchain, join)
        report = SandboxReport(backend="bubblewrap", runtime=f"bwrap {self.host.version}", image="host")
        identity = BoxIdentity(
            interior=part.interior,
            first_uid=self.host.users.first_of(made.slot.number),
            disk_mib=part.disk_mib,
            report=report,
            path=toolchain.path,
        )
        box = SupervisedBox(identity, Channel(made.process))
        self.made[id(box)] = made
        try:
            held = box.prepare("seccomp")
        except SandboxUnavailable:
            self.destroy(box)
            raise
        box.identity = replace(identity, report=replace(report, enforced=(*self._enforced, *held)))
        return box

    def _start(self, part: Part, toolchain: Toolchain, join: tuple[str, ...]) -> Made:
        wall_mib = _wall_mib(part.memory_mib, part.disk_mib)
        cores = part.cores if self._pinned else ()
        slot = self._slots.claim()
        group = None
        try:
            if self.host.hierarchy is not None:
                group = self.host.hierarchy.create(f"{_GROUP_PREFIX}{slot.number}")
                group.limit_processes(MAXIMUM.processes + _SUPERVISOR_PROCESSES)
                group.limit_cpus(self._cpus)
                group.limit_memory(wall_mib << 20)
                if cores:
                    group.limit_cores(cores)
            walls = Walls(
                stage=self.host.stage,
                interpreter=self.host.python.real,
                toolchain=toolchain,
                disk_mib=part.disk_mib,
                unshare=self.host.users.unshare,
                join=join,
                entrances=tuple(group.entrances()) if group else (),
                views=tuple(group.views()) if group else (),
            )
            process = start(walls, self.host.seccomp, self._starter)
        except SandboxUnavailable:
            _free(group, slot)
            raise
        return Made(process, slot, group, wall_mib, cores)


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
