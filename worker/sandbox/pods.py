"""Pods, whatever their walls are made of: a candidate's box, and the boxes that join its network.

    make ─► candidate's box ─┬─► tester's box, interpreter warmed
                             └─► sidecars, each started                (at the same time)

A pod serves one submission. What is made ahead is a whole pod, so that nobody waits for a database.
"""

import contextlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from judge.domain.errors import SandboxUnavailable
from judge.sidecars import SidecarType
from worker.sandbox.box import Interior, SupervisedBox
from worker.sandbox.interface import Served, SidecarSpec
from worker.sandbox.parts import TESTER_PART, Part
from worker.sandbox.pool import BoxKind, PodKind
from worker.sidecar_server import ServerDown, lay_out, serve


class Joiner(Protocol):
    """A backend's side: makes boxes, and boxes in the network of another."""

    def make(self, kind: BoxKind, memory_mib: int) -> SupervisedBox: ...

    def join(self, box: SupervisedBox, part: Part) -> SupervisedBox: ...

    def fit(self, box: SupervisedBox, memory_mib: int) -> None: ...

    def destroy(self, box: SupervisedBox) -> None: ...


@dataclass(frozen=True, slots=True)
class _Started:
    """``Served``, from the backend's side."""

    box: SupervisedBox
    started_ms: float


@dataclass(slots=True, eq=False)
class SupervisedPod:
    """``worker.sandbox.interface.Pod``. ``ahead`` are sidecars that were started before anybody asked."""

    maker: "PodMaker"
    box: SupervisedBox
    tester: SupervisedBox
    ahead: dict[SidecarSpec, _Started]
    uses: int = 0
    boxes: list[SupervisedBox] = field(default_factory=list)
    handed: list[SupervisedBox] = field(default_factory=list)

    def begin(self) -> None:
        self.uses += 1
        self.box.begin()
        self.tester.begin()

    def reset(self) -> list[str]:
        return ["a pod serves one submission"]

    def sidecar(self, spec: SidecarSpec) -> Served:
        started = self.ahead.pop(spec, None) or self.maker.add(self, spec)
        self.handed.append(started.box)
        return Served(started.box, started.started_ms)

    def clear(self) -> None:
        while self.handed:
            self.handed.pop().end()


class PodMaker:
    """``worker.sandbox.pool.Maker`` of pods."""

    def __init__(self, boxes: Joiner, sidecars: Mapping[str, SidecarType]) -> None:
        self._boxes = boxes
        self._sidecars = sidecars

    def make(self, kind: PodKind, memory_mib: int) -> SupervisedPod:
        box = self._boxes.make(kind.box, memory_mib)
        made = [box]
        try:
            with ThreadPoolExecutor(1 + len(kind.sidecars), "pod-maker") as hands:
                tester = hands.submit(self._boxes.join, box, TESTER_PART)
                sidecars = {spec: hands.submit(self._boot, box, spec) for spec in kind.sidecars}
            if tester.exception() is None:
                made.append(tester.result())
            made += (future.result().box for future in sidecars.values() if future.exception() is None)
            ahead = {spec: future.result() for spec, future in sidecars.items()}
            return SupervisedPod(maker=self, box=box, tester=tester.result(), ahead=ahead, boxes=made)
        except BaseException:
            self._destroy(made)
            raise

    def add(self, pod: SupervisedPod, spec: SidecarSpec) -> _Started:
        started = self._boot(pod.box, spec)
        pod.boxes.append(started.box)
        return started

    def fit(self, pod: SupervisedPod, memory_mib: int) -> None:
        self._boxes.fit(pod.box, memory_mib)

    def destroy(self, pod: SupervisedPod) -> None:
        self._destroy(pod.boxes)

    def _destroy(self, made: list[SupervisedBox]) -> None:
        """The candidate's box goes last: its network is everybody's."""
        for box in reversed(made):
            self._boxes.destroy(box)

    def _boot(self, box: SupervisedBox, spec: SidecarSpec) -> _Started:
        kind = self._sidecars.get(spec.type)
        if kind is None:
            raise SandboxUnavailable(f"there is no sidecar of type {spec.type}")
        interior = Interior(name=spec.type, env=kind.env)
        sidecar = self._boxes.join(box, Part(interior=interior, memory_mib=kind.memory_mib, disk_mib=kind.disk_mib))
        with contextlib.ExitStack() as undo:
            undo.callback(self._boxes.destroy, sidecar)
            sidecar.begin()
            lay_out(sidecar, kind, spec.port)
            try:
                started_ms = serve(sidecar, kind, spec.port)
            except ServerDown as error:
                raise SandboxUnavailable(str(error)) from error
            undo.pop_all()
        return _Started(sidecar, started_ms)
