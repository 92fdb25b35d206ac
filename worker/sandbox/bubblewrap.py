"""The bubblewrap backend: boxes without an engine, of the host's own files, with the same supervisor as PID 1.

    worker ─pipes─► bwrap ─► supervisor (PID 1: own pid, net, ipc, uts, mount namespaces) ─► programs

In a pod the network is that of the candidate's box, and all else is each box's own. A box dies with its worker: the
kernel ends bwrap with the process that started it, and the supervisor ends when its stdin closes. A control group that
is left over is removed by whoever gets its slot next, or by ``reap``.
"""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager

from judge.runtimes import Runtime
from judge.sidecars import SidecarType
from worker.images import TESTER
from worker.sandbox.bubblewrap_boxes import BubblewrapBoxes, BubblewrapSettings
from worker.sandbox.bubblewrap_host import Host
from worker.sandbox.bubblewrap_problem import Problem
from worker.sandbox.interface import Box, BoxSpec, Pod, PodSpec, ServiceOffer
from worker.sandbox.reserve import Reserve

__all__ = ["BubblewrapSandbox", "BubblewrapSettings"]


class BubblewrapSandbox:
    """Boxes and pods of one worker process. Raises ``Unfit`` (a SandboxUnavailable) where bubblewrap cannot work."""

    def __init__(
        self,
        runtimes: Mapping[str, Runtime],
        settings: BubblewrapSettings,
        sidecars: Mapping[str, SidecarType] | None = None,
    ) -> None:
        self.boxes = BubblewrapBoxes(runtimes, settings, sidecars or {})
        reuses = min(settings.reuses, self.host.users.per_slot - 1)
        self._reserve = Reserve(self.boxes, sidecars or {}, reuses=reuses, cores=settings.cores)
        offered = self.boxes.runtimes
        self._reserve.warm(offered[name] for name in settings.warm if name in offered)

    @property
    def host(self) -> Host:
        return self.boxes.host

    def acquire(self, spec: BoxSpec) -> AbstractContextManager[Box]:
        return self._reserve.acquire(spec)

    def acquire_pod(self, spec: PodSpec) -> AbstractContextManager[Pod]:
        return self._reserve.acquire_pod(spec)

    def refuses(self, spec: PodSpec) -> str:
        missing = self.missing()
        types = dict.fromkeys(sidecar.type for sidecar in spec.sidecars)
        known = self.boxes.parts
        absent = [missing[part].message for part in (TESTER, *types) if part in missing]
        return "; ".join([*absent, *(f"there is no sidecar {kind}" for kind in types if kind not in known)])

    def offers(self) -> tuple[str, ...]:
        return tuple(self.boxes.runtimes)

    def serves(self) -> ServiceOffer:
        missing = self.missing()
        if TESTER in missing:
            return ServiceOffer()
        sidecars = (part for part in self.boxes.parts if part != TESTER and part not in missing)
        return ServiceOffer(services=True, sidecars=tuple(sidecars))

    def missing(self) -> dict[str, Problem]:
        """The tester and types of sidecars that cannot run here, and why."""
        return {name: found for name, found in self.boxes.parts.items() if isinstance(found, Problem)}

    def close(self) -> None:
        self._reserve.close()
        self.boxes.close()

    def reap(self, live_workers: Collection[str] = ()) -> int:  # noqa: ARG002 - the interface has it
        """Remove control groups that dead workers left; how many. A slot says who lives, not ``live_workers``."""
        return self.boxes.reap()
