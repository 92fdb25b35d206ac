"""What a backend keeps ready, whatever its walls are made of: a pool of boxes, and one of pods."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager

from judge.domain.limits import Limits
from judge.runtimes import Runtime
from judge.sidecars import SidecarType
from worker.sandbox.box import SupervisedBox
from worker.sandbox.cores import Cores
from worker.sandbox.interface import Box, BoxSpec, Pod, PodSpec
from worker.sandbox.pods import Joiner, PodMaker, SupervisedPod
from worker.sandbox.pool import BoxKind, PodKind, Pool

_WARM = Limits()
"""Boxes made before anybody asked are for a challenge with the default limits."""
_MOST_IDLE_PODS = 3


class Reserve:
    """``acquire`` and ``acquire_pod`` are those of ``worker.sandbox.interface.Sandbox``."""

    def __init__(
        self, boxes: Joiner, sidecars: Mapping[str, SidecarType], *, reuses: int, cores: Cores | None = None
    ) -> None:
        self._boxes: Pool[BoxKind, SupervisedBox] = Pool(boxes, reuses=reuses, cores=cores)
        pods = PodMaker(boxes, sidecars)
        self._pods: Pool[PodKind, SupervisedPod] = Pool(pods, reuses=1, most_idle=_MOST_IDLE_PODS, cores=cores)

    def warm(self, runtimes: Iterable[Runtime]) -> None:
        """Make a box for each of them in the background."""
        for runtime in runtimes:
            self._boxes.warm(BoxKind(runtime.name, _WARM.disk_mib), _WARM.memory_mib + runtime.memory_extra_mib)

    def acquire(self, spec: BoxSpec) -> AbstractContextManager[Box]:
        return self._boxes.lend(_kind(spec), spec.limits.memory_mib, fresh=spec.fresh)

    def acquire_pod(self, spec: PodSpec) -> AbstractContextManager[Pod]:
        return self._pods.lend(PodKind(_kind(spec.box), spec.sidecars), spec.box.limits.memory_mib, fresh=True)

    def close(self) -> None:
        """Destroy every box."""
        self._pods.close()
        self._boxes.close()


def _kind(spec: BoxSpec) -> BoxKind:
    return BoxKind(spec.runtime, spec.limits.disk_mib)
