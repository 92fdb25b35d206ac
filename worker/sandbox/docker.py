"""The Docker backend: boxes are containers, and pods are containers in one network that has loopback only.

No host path is mounted and no port opened, so it works the same beside the engine, from inside a worker container, or
against a remote engine. A box dies with its worker: the supervisor ends when its stdin closes, the engine removes it.
"""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager

from judge.runtimes import Runtime
from judge.sidecars import SidecarType
from worker.images import TESTER
from worker.sandbox.docker_boxes import UIDS_PER_SLOT, DockerBoxes, DockerSettings
from worker.sandbox.docker_engine import Engine
from worker.sandbox.interface import Box, BoxSpec, Pod, PodSpec, ServiceOffer
from worker.sandbox.reserve import Reserve

__all__ = ["DockerSandbox", "DockerSettings"]


class DockerSandbox:
    """Boxes and pods of one worker process on one engine."""

    def __init__(
        self,
        engine: Engine,
        runtimes: Mapping[str, Runtime],
        settings: DockerSettings,
        sidecars: Mapping[str, SidecarType] | None = None,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._sidecars = sidecars or {}
        self._boxes = DockerBoxes(engine, runtimes, settings)
        reuses = min(settings.reuses, UIDS_PER_SLOT - 1)
        self._reserve = Reserve(self._boxes, self._sidecars, reuses=reuses, cores=settings.cores)
        offered = self.offers() if settings.warm else ()
        self._reserve.warm(runtimes[name] for name in settings.warm if name in offered)

    def acquire(self, spec: BoxSpec) -> AbstractContextManager[Box]:
        return self._reserve.acquire(spec)

    def acquire_pod(self, spec: PodSpec) -> AbstractContextManager[Pod]:
        return self._reserve.acquire_pod(spec)

    def refuses(self, spec: PodSpec) -> str:
        if self._has_no_pods:
            return "gVisor gives every box a network of its own; service stages need Docker with runc, or bubblewrap"
        missing = [part for part in (TESTER, *(each.type for each in spec.sidecars)) if not self._boxes.had(part)]
        return f"images that are not built: python -m worker.images build {' '.join(missing)}" if missing else ""

    def offers(self) -> tuple[str, ...]:
        return self._boxes.offers()

    def serves(self) -> ServiceOffer:
        """Asked anew each time, like ``offers``."""
        if self._has_no_pods or not self._boxes.has(TESTER):
            return ServiceOffer()
        return ServiceOffer(services=True, sidecars=tuple(kind for kind in self._sidecars if self._boxes.has(kind)))

    @property
    def _has_no_pods(self) -> bool:
        return self._settings.oci_runtime == "runsc"

    def close(self) -> None:
        self._reserve.close()
        self._engine.close()

    def reap(self, live_workers: Collection[str]) -> int:
        """Remove what workers that are no more have left; how many boxes."""
        return self._engine.reap(self._settings.site, live_workers)
