"""Pods, whatever their walls are made of: a candidate's box, and the boxes that join its network.

    make ─► candidate's box ─┬─► tester's box, interpreter warmed
                             └─► sidecars, each started                (at the same time)

A pod serves one submission. What is made ahead is a whole pod, so that nobody waits for a database. Between two stages
a sidecar's box is emptied, and the next server of its type is started there.
"""

import contextlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from judge.domain.errors import SandboxUnavailable
from judge.sidecars import SidecarType
from worker.sandbox.box import Interior, SupervisedBox
from worker.sandbox.cores import Leased
from worker.sandbox.interface import Served, SidecarSpec
from worker.sandbox.parts import TESTER_PART, Part
from worker.sandbox.pool import BoxKind, PodKind
from worker.sidecar_server import ServerDown, lay_out, serve

_ELSEWHERE = "a box of a pod cannot be moved to the core that it should be measured on"


class Joiner(Protocol):
    """A backend's side: makes boxes, and boxes in the network of another."""

    def make(self, kind: BoxKind, memory_mib: int, cores: Leased) -> SupervisedBox: ...

    def join(self, box: SupervisedBox, part: Part) -> SupervisedBox: ...

    def fit(self, box: SupervisedBox, memory_mib: int, cores: Leased) -> bool: ...

    def pin(self, box: SupervisedBox, cores: Leased) -> bool: ...

    def destroy(self, box: SupervisedBox) -> None: ...


@dataclass(frozen=True, slots=True)
class _Started:
    """``Served``, from the backend's side."""

    box: SupervisedBox
    started_ms: float


@dataclass(slots=True, eq=False)
class SupervisedPod:
    """``worker.sandbox.interface.Pod``.

    ``ahead`` are sidecars that were started before anybody asked, ``handed`` those of the stage that runs, and
    ``emptied`` the boxes of stages that are over, proved clean.
    """

    maker: "PodMaker"
    box: SupervisedBox
    tester: SupervisedBox
    ahead: dict[SidecarSpec, _Started]
    uses: int = 0
    boxes: list[SupervisedBox] = field(default_factory=list)
    handed: dict[SidecarSpec, SupervisedBox] = field(default_factory=dict)
    emptied: list[SupervisedBox] = field(default_factory=list)
    cores: Leased = ()

    def begin(self) -> None:
        self.uses += 1
        self.box.begin()
        self.tester.begin()

    def reset(self) -> list[str]:
        return ["a pod serves one submission"]

    def sidecar(self, spec: SidecarSpec) -> Served:
        started = self.ahead.pop(spec, None) or self.maker.add(self, spec)
        self.handed[spec] = started.box
        return Served(started.box, started.started_ms)

    def clear(self) -> None:
        while self.handed:
            _, box = self.handed.popitem()
            if not box.reset(own_network=False):
                self.emptied.append(box)

    def take_emptied(self, kind: str) -> SupervisedBox | None:
        for box in self.emptied:
            if box.identity.interior.name == kind:
                self.emptied.remove(box)
                return box
        return None


class PodMaker:
    """``worker.sandbox.pool.Maker`` of pods."""

    def __init__(self, boxes: Joiner, sidecars: Mapping[str, SidecarType]) -> None:
        self._boxes = boxes
        self._sidecars = sidecars

    def make(self, kind: PodKind, memory_mib: int, cores: Leased) -> SupervisedPod:
        """Pinned once all of it runs: starting it would be in the way of whoever is measured there."""
        box = self._boxes.make(kind.box, memory_mib, ())
        made = [box]
        try:
            with ThreadPoolExecutor(1 + len(kind.sidecars), "pod-maker") as hands:
                tester = hands.submit(self._boxes.join, box, TESTER_PART)
                sidecars = {spec: hands.submit(self._boot, box, spec) for spec in kind.sidecars}
            if tester.exception() is None:
                made.append(tester.result())
            made += (future.result().box for future in sidecars.values() if future.exception() is None)
            ahead = {spec: future.result() for spec, future in sidecars.items()}
            pod = SupervisedPod(maker=self, box=box, tester=tester.result(), ahead=ahead, boxes=made)
            if not self._pin(pod, cores):
                raise SandboxUnavailable(_ELSEWHERE)
            return pod
        except BaseException:
            self._destroy(made)
            raise

    def add(self, pod: SupervisedPod, spec: SidecarSpec) -> _Started:
        """A sidecar for a pod that is in use. Raises SandboxUnavailable."""
        if box := pod.take_emptied(spec.type):
            return self._start(box, spec)
        started = self._boot(pod.box, spec)
        pod.boxes.append(started.box)
        if not self._boxes.pin(started.box, pod.cores):
            raise SandboxUnavailable(_ELSEWHERE)
        return started

    def fit(self, pod: SupervisedPod, memory_mib: int, cores: Leased) -> bool:
        return self._boxes.fit(pod.box, memory_mib, cores) and self._pin(pod, cores)

    def _pin(self, pod: SupervisedPod, cores: Leased) -> bool:
        pod.cores = cores
        return all(self._boxes.pin(box, cores) for box in pod.boxes)

    def destroy(self, pod: SupervisedPod) -> None:
        self._destroy(pod.boxes)

    def _destroy(self, made: list[SupervisedBox]) -> None:
        """The candidate's box goes last: its network is everybody's."""
        for box in reversed(made):
            self._boxes.destroy(box)

    def _boot(self, box: SupervisedBox, spec: SidecarSpec) -> _Started:
        """A sidecar in a box of its own beside a candidate's."""
        kind = self._kind(spec)
        interior = Interior(name=spec.type, env=kind.env)
        sidecar = self._boxes.join(box, Part(interior=interior, memory_mib=kind.memory_mib, disk_mib=kind.disk_mib))
        with contextlib.ExitStack() as undo:
            undo.callback(self._boxes.destroy, sidecar)
            started = self._start(sidecar, spec)
            undo.pop_all()
        return started

    def _start(self, sidecar: SupervisedBox, spec: SidecarSpec) -> _Started:
        """The server, on data as at the beginning of time, in a box that is empty."""
        kind = self._kind(spec)
        sidecar.begin()
        lay_out(sidecar, kind, spec.port)
        try:
            return _Started(sidecar, serve(sidecar, kind, spec.port))
        except ServerDown as error:
            raise SandboxUnavailable(str(error)) from error

    def _kind(self, spec: SidecarSpec) -> SidecarType:
        if spec.type not in self._sidecars:
            raise SandboxUnavailable(f"there is no sidecar of type {spec.type}")
        return self._sidecars[spec.type]
