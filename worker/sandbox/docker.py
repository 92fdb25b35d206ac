"""The Docker backend: boxes are containers with the supervisor as PID 1, spoken to over their stdin and stdout.

No host path is mounted and no port opened, so it works the same beside the engine, from inside a worker container, or
against a remote engine. A box dies with its worker: the supervisor ends when its stdin closes, the engine removes it.
"""

import os
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import MAXIMUM, Limits
from judge.domain.report import SandboxReport
from judge.runtimes import Runtime
from worker.images import image_ref
from worker.sandbox.box import BoxIdentity, SupervisedBox
from worker.sandbox.channel import Channel
from worker.sandbox.docker_engine import LABEL_SITE, LABEL_WORKER, Container, Engine, Walls
from worker.sandbox.interface import Box, BoxSpec
from worker.sandbox.pool import BoxKind, Pool

_FIRST_UID = 700_000_000
_UIDS_PER_SLOT = 4096
"""RLIMIT_NPROC counts a user over the whole kernel, so each slot of a machine has a range of its own."""

_SUPERVISOR_MIB = {"runc": 256, "runsc": 512}
"""Above the challenge's limit: the supervisor with the inputs and outputs it holds, the zygote, and what the kernel may
come to hold between two looks of the supervisor. gVisor's kernel is charged to the box as well."""

_MOST_PROCESSES = {"runc": MAXIMUM.processes + 64, "runsc": 16384}
"""The box's last wall; RLIMIT_NPROC holds before it. gVisor has no such limit and dies at this wall, so there the
supervisor counts and kills."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerSettings:
    """``oci_runtime`` is runc or runsc; ``site`` and ``worker`` tell whose a box is, for the reaper."""

    site: str
    worker: str
    oci_runtime: str = "runc"
    reuses: int = 200
    warm: tuple[str, ...] = ()
    cpus: float = 0.0


@dataclass(slots=True)
class _Made:
    container: Container
    memory_mib: int


class DockerSandbox:
    """Boxes of one worker process on one engine."""

    def __init__(self, engine: Engine, runtimes: Mapping[str, Runtime], settings: DockerSettings) -> None:
        self._engine = engine
        self._settings = settings
        self._images: dict[str, str] = {}
        self._runtimes = runtimes
        self._made: dict[int, _Made] = {}
        self._enforced = _enforced(engine.info)
        self._pool = Pool(self, reuses=min(settings.reuses, _UIDS_PER_SLOT - 1))
        for name in settings.warm:
            if name in self.offers():
                extra_mib = runtimes[name].memory_extra_mib
                self._pool.warm(BoxKind(name, _WARM.disk_mib), _WARM.memory_mib + extra_mib)

    def acquire(self, spec: BoxSpec) -> AbstractContextManager[Box]:
        return self._pool.acquire(spec)

    def offers(self) -> tuple[str, ...]:
        """Asked anew each time: images come and go while a worker runs."""
        self._images = {name: image for name in self._runtimes if (image := self._engine.image_id(image_ref(name)))}
        return tuple(self._images)

    def close(self) -> None:
        self._pool.close()
        self._engine.close()

    def reap(self, live_workers: Collection[str]) -> int:
        """Remove what workers that are no more have left; how many boxes."""
        return self._engine.reap(self._settings.site, live_workers)

    def make(self, kind: BoxKind, memory_mib: int) -> SupervisedBox:
        if kind.runtime not in self._images and kind.runtime not in self.offers():
            raise SandboxUnavailable(f"the image of runtime {kind.runtime} is not built")
        image = self._images[kind.runtime]
        wall_mib = self._wall_mib(memory_mib, kind.disk_mib)
        container, attached = self._engine.start(
            Walls(
                image=image,
                runtime=self._settings.oci_runtime,
                memory_mib=wall_mib,
                disk_mib=kind.disk_mib,
                processes=_MOST_PROCESSES[self._settings.oci_runtime],
                cpus=self._settings.cpus or float(os.cpu_count() or 1),
                labels={LABEL_SITE: self._settings.site, LABEL_WORKER: self._settings.worker},
            )
        )
        identity = BoxIdentity(
            runtime=self._runtimes[kind.runtime],
            first_uid=_FIRST_UID + container.slot * _UIDS_PER_SLOT,
            disk_mib=kind.disk_mib,
            report=SandboxReport(
                backend="docker", runtime=self._settings.oci_runtime, image=image, enforced=self._enforced
            ),
        )
        box = SupervisedBox(identity, Channel(attached))
        self._made[id(box)] = _Made(container, wall_mib)
        try:
            source = box.prepare()
        except SandboxUnavailable:
            self.destroy(box)
            raise
        box.identity = replace(identity, report=replace(identity.report, enforced=(*self._enforced, source)))
        return box

    def fit(self, box: SupervisedBox, memory_mib: int) -> None:
        made = self._made[id(box)]
        wall_mib = self._wall_mib(memory_mib, box.identity.disk_mib)
        if made.memory_mib != wall_mib:
            self._engine.resize(made.container, wall_mib)
            made.memory_mib = wall_mib

    def _wall_mib(self, memory_mib: int, disk_mib: int) -> int:
        """The cgroup's limit: files in the box's tmpfs are charged to it too, and must not look like memory."""
        return memory_mib + disk_mib + _SUPERVISOR_MIB[self._settings.oci_runtime]

    def destroy(self, box: SupervisedBox) -> None:
        box.close()
        if made := self._made.pop(id(box), None):
            self._engine.remove(made.container)


_WARM = Limits()


def _enforced(info: Mapping[str, object]) -> tuple[str, ...]:
    """What the engine says it can hold. Raises SandboxUnavailable where a limit would silently not exist."""
    missing = [name for name in ("MemoryLimit", "PidsLimit", "CpuCfsQuota") if not info.get(name)]
    if missing:
        raise SandboxUnavailable(f"the Docker engine cannot enforce: {', '.join(missing)}")
    return ("memory", "cpu", "wall", "processes", "output", "disk", "open_files", "network")
