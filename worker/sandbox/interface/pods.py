"""Boxes that share a network of their own with nothing but loopback, and the sandbox that makes boxes and pods."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from worker.sandbox.interface.runs import BoxSpec
from worker.sandbox.interface.services import Box


@dataclass(frozen=True, slots=True)
class SidecarSpec:
    """A server beside the candidate's service: a type of ``judge.sidecars``, on a port of the pod."""

    type: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PodSpec:
    """``box`` is the candidate's. ``sidecars`` may be started ahead of need."""

    box: BoxSpec
    sidecars: tuple[SidecarSpec, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOffer:
    """Whether pods can be made at all, and the types of sidecars that can be in them."""

    services: bool = False
    sidecars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """A sidecar that runs; ``started_ms`` is how long its server took, whether or not anybody waited for it."""

    box: Box
    started_ms: float


class Pod(Protocol):
    """Held by one submission, and never used again."""

    @property
    def box(self) -> Box:
        """The candidate's."""

    @property
    def tester(self) -> Box:
        """Holds the tests; shares nothing with the candidate's but the network."""

    def sidecar(self, spec: SidecarSpec) -> Served:
        """A server that nobody has used, running in a box; it goes with the pod. Raises SandboxUnavailable."""

    def clear(self) -> None:
        """End the sidecars that were handed out: the next stage begins without them. Raises SandboxUnavailable."""


class Sandbox(Protocol):
    """A backend, and the boxes it keeps warm."""

    def acquire(self, spec: BoxSpec) -> AbstractContextManager[Box]:
        """A clean box for one submission; leaving the context resets or destroys it.

        Raises:
            SandboxUnavailable: no box can be had now.
        """

    def acquire_pod(self, spec: PodSpec) -> AbstractContextManager[Pod]:
        """A new pod for one submission; leaving the context destroys it.

        Raises:
            SandboxUnavailable: no pod can be had now.
        """

    def refuses(self, spec: PodSpec) -> str:
        """Why this backend can never make such a pod; empty where it can."""

    def offers(self) -> tuple[str, ...]:
        """Names of the runtimes that can run here."""

    def serves(self) -> ServiceOffer:
        """Which pods can be made here."""

    def reap(self, live_workers: Collection[str]) -> int:
        """Remove what workers that are not among the living left on this machine; how much there was."""

    def close(self) -> None:
        """Destroy every box."""
