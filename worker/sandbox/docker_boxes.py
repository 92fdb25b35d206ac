"""Makes boxes on a Docker engine: containers with the supervisor as PID 1, spoken to over their stdin and stdout."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import structlog

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import MAXIMUM
from judge.domain.report import SandboxReport
from judge.runtimes import Runtime
from worker.images import named_ref
from worker.sandbox.box import BoxIdentity, Interior, SupervisedBox
from worker.sandbox.channel import Channel
from worker.sandbox.cores import Cores, Leased
from worker.sandbox.docker_engine import LABEL_SITE, LABEL_WORKER, Container, Engine, Walls
from worker.sandbox.docker_memory import KernelMemory
from worker.sandbox.parts import Part
from worker.sandbox.pool import BoxKind

_log = structlog.get_logger("sandbox.docker")

_FIRST_UID = 700_000_000
UIDS_PER_SLOT = 4096
"""RLIMIT_NPROC counts a user over the whole kernel, so each slot of a machine has a range of its own."""

_SUPERVISOR_MIB = {"runc": 256, "runsc": 512}
"""Above the challenge's limit: the supervisor with the inputs and outputs it holds, the zygote, and what the kernel may
come to hold between two looks of the supervisor. gVisor's kernel is charged to the box as well."""

_MOST_KEPT_BYTES = 128 << 20
"""What gVisor's kernel may keep of what earlier programs made it hold. With more, an innocent one that comes after them
would break its box."""

_MOST_PROCESSES = {"runc": MAXIMUM.processes + 64, "runsc": 16384}
"""The box's last wall; RLIMIT_NPROC holds before it. gVisor has no such limit and dies at this wall, so there the
supervisor counts and kills."""


_NEEDED: dict[str, tuple[str, ...]] = {"runc": ("seccomp",), "runsc": ("gvisor",)}
"""Without which a box is none. gVisor passes profiles over: system calls end in its own kernel, not the host's. There
the supervisor must have seen where it is, because it closes by itself what that kernel leaves open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerSettings:
    """``oci_runtime`` is runc or runsc; ``site`` and ``worker`` tell whose a box is, for the reaper;
    ``cores`` are the leases that boxes are pinned to."""

    site: str
    worker: str
    oci_runtime: str = "runc"
    reuses: int = 200
    warm: tuple[str, ...] = ()
    cpus: float = 0.0
    cores: Cores = field(default_factory=Cores)


@dataclass(slots=True)
class _Made:
    container: Container
    memory_mib: int
    cores: Leased
    kernel: KernelMemory | None = None


class DockerBoxes:
    """``worker.sandbox.pool.Maker`` of candidates' boxes, and of the boxes that join them in a pod."""

    def __init__(self, engine: Engine, runtimes: Mapping[str, Runtime], settings: DockerSettings) -> None:
        self._engine = engine
        self._settings = settings
        self._runtimes = runtimes
        self._images: dict[str, str] = {}
        self._made: dict[int, _Made] = {}
        self._pinned = _pins(engine.info, settings.cores.ids)
        self._enforced = (*_enforced(engine.info), *(("core",) if self._pinned else ()))

    def offers(self) -> tuple[str, ...]:
        """Asked anew each time: images come and go while a worker runs."""
        return tuple(name for name in self._runtimes if self.has(name))

    def has(self, name: str) -> bool:
        """Whether there is an image of a runtime, of the tester or of a type of sidecar."""
        return bool(self._engine.image_id(_ref(name)))

    def had(self, name: str) -> bool:
        """The same from memory, once it was so: nobody's submission waits for the engine to say it again."""
        return bool(self._remembered(name))

    def make(self, kind: BoxKind, memory_mib: int, cores: Leased = ()) -> SupervisedBox:
        interior = Interior.of(self._runtimes[kind.runtime])
        part = Part(interior=interior, memory_mib=memory_mib, disk_mib=kind.disk_mib, cores=cores)
        return self._make(self._image(kind.runtime), part)

    def join(self, box: SupervisedBox, part: Part) -> SupervisedBox:
        """A box in the network of another. Raises SandboxUnavailable."""
        return self._make(self._image(part.interior.name), part, network_of=self._made[id(box)].container.id)

    def fit(self, box: SupervisedBox, memory_mib: int, cores: Leased = ()) -> bool:
        made = self._made[id(box)]
        if made.kernel and (kept := made.kernel.grown_bytes()) > _MOST_KEPT_BYTES:
            _log.info("a box whose kernel keeps too much", kept_bytes=kept)
            return False
        wall_mib = self._wall_mib(memory_mib, box.identity.disk_mib)
        if made.memory_mib != wall_mib:
            try:
                self._engine.resize(made.container, wall_mib)
            except SandboxUnavailable as error:
                _log.debug("a box keeps its memory", error=str(error))
                return False
            made.memory_mib = wall_mib
        return self.pin(box, cores)

    def pin(self, box: SupervisedBox, cores: Leased) -> bool:
        """Move a box to these cores, if there are any; whether it is there."""
        made = self._made[id(box)]
        if self._pinned and cores and made.cores != cores:
            try:
                self._engine.pin(made.container, cores)
            except SandboxUnavailable as error:
                _log.debug("a box keeps its cores", error=str(error))
                return False
            made.cores = cores
        return True

    def destroy(self, box: SupervisedBox) -> None:
        box.close()
        if made := self._made.pop(id(box), None):
            self._engine.remove(made.container)

    def _make(self, image: str, part: Part, network_of: str = "") -> SupervisedBox:
        wall_mib = self._wall_mib(part.memory_mib, part.disk_mib)
        oci_runtime = self._settings.oci_runtime
        cores = part.cores if self._pinned else ()
        walls = Walls(
            image=image,
            runtime=oci_runtime,
            memory_mib=wall_mib,
            disk_mib=part.disk_mib,
            processes=_MOST_PROCESSES[oci_runtime],
            cpus=self._settings.cpus or float(os.cpu_count() or 1),
            labels={LABEL_SITE: self._settings.site, LABEL_WORKER: self._settings.worker},
            network_of=network_of,
            cores=cores,
        )
        try:
            container, attached = self._engine.start(walls)
        except SandboxUnavailable:
            self._images.clear()  # it may be the image that is gone, and built again under the same name
            raise
        identity = BoxIdentity(
            interior=part.interior,
            first_uid=_FIRST_UID + container.slot * UIDS_PER_SLOT,
            disk_mib=part.disk_mib,
            report=SandboxReport(backend="docker", runtime=oci_runtime, image=image, enforced=self._enforced),
        )
        box = SupervisedBox(identity, Channel(attached))
        made = self._made[id(box)] = _Made(container, wall_mib, cores)
        try:
            held = box.prepare(*_NEEDED[oci_runtime])
        except SandboxUnavailable:
            self.destroy(box)
            raise
        if oci_runtime == "runsc":
            made.kernel = KernelMemory(container.id)
        box.identity = replace(identity, report=replace(identity.report, enforced=(*self._enforced, *held)))
        return box

    def _image(self, name: str) -> str:
        """Raises SandboxUnavailable where there is none."""
        image = self._remembered(name)
        if not image:
            raise SandboxUnavailable(f"the image of {name} is not built")
        return image

    def _remembered(self, name: str) -> str:
        """The image's id: what was built under this name when it was first asked for. Empty if nothing was."""
        if name not in self._images and (image := self._engine.image_id(_ref(name))):
            self._images[name] = image
        return self._images.get(name, "")

    def _wall_mib(self, memory_mib: int, disk_mib: int) -> int:
        """The cgroup's limit: files in the box's tmpfs are charged to it too, and must not look like memory."""
        return memory_mib + disk_mib + _SUPERVISOR_MIB[self._settings.oci_runtime]


@cache
def _ref(name: str) -> str:
    """Names are hashes of files: computed once, on nobody's time."""
    return named_ref(name)


def _pins(info: Mapping[str, Any], ids: Leased) -> bool:
    """Whether the engine can keep a box on these cores. One on another machine has others than ours."""
    return bool(ids and info.get("CPUSet")) and max(ids) < int(info.get("NCPU") or 0)


def _enforced(info: Mapping[str, object]) -> tuple[str, ...]:
    """What the engine says it can hold. Raises SandboxUnavailable where a limit would silently not exist."""
    missing = [name for name in ("MemoryLimit", "PidsLimit", "CpuCfsQuota") if not info.get(name)]
    if missing:
        raise SandboxUnavailable(f"the Docker engine cannot enforce: {', '.join(missing)}")
    return ("memory", "cpu", "wall", "processes", "output", "disk", "open_files", "network")
