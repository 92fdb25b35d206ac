"""Which backend this worker uses: the one that the settings name, or else Docker wherever an engine answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.config import CoreUse, SandboxChoice, Settings
from judge.domain.errors import SandboxUnavailable
from judge.runtimes import Runtime
from judge.sidecars import SidecarType
from worker.sandbox.bubblewrap import BubblewrapSandbox, BubblewrapSettings
from worker.sandbox.cores import Cores, own_cores
from worker.sandbox.docker import DockerSandbox, DockerSettings
from worker.sandbox.docker_engine import Engine
from worker.sandbox.interface import Sandbox


@dataclass(frozen=True, slots=True)
class Catalogues:
    """What boxes may hold: the candidate's runtimes, and the servers beside its service."""

    runtimes: Mapping[str, Runtime]
    sidecars: Mapping[str, SidecarType]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose boxes they are: an installation and a worker of it. ``patience_s``: how long an engine may take to answer
    that worker's process."""

    site: str
    worker: str
    patience_s: int = 60


def choose(settings: Settings) -> SandboxChoice:
    """Docker or bubblewrap. A worker set to one of them never falls back to the other."""
    if settings.sandbox is not SandboxChoice.AUTO:
        return settings.sandbox
    try:
        Engine().close()
    except SandboxUnavailable:
        return SandboxChoice.BUBBLEWRAP
    return SandboxChoice.DOCKER


def leases(settings: Settings) -> Cores:
    """As many cores for each submission as there are for each that is graded at a time, and one at least."""
    if settings.cores is CoreUse.SHARED:
        return Cores()
    ids = own_cores()
    return Cores(ids, together=max(1, len(ids) // settings.concurrency))


def open_sandbox(backend: SandboxChoice, settings: Settings, catalogues: Catalogues, owner: Owner) -> Sandbox:
    """The sandbox of one process. Raises SandboxUnavailable with what is missing."""
    cores = leases(settings)
    if backend is SandboxChoice.DOCKER:
        return DockerSandbox(
            Engine(owner.patience_s),
            catalogues.runtimes,
            DockerSettings(
                site=owner.site,
                worker=owner.worker,
                oci_runtime=settings.docker_runtime,
                reuses=settings.box_reuses,
                warm=settings.warm,
                cores=cores,
            ),
            catalogues.sidecars,
        )
    return BubblewrapSandbox(
        catalogues.runtimes,
        BubblewrapSettings(home=settings.home, reuses=settings.box_reuses, warm=settings.warm, cores=cores),
        catalogues.sidecars,
    )
