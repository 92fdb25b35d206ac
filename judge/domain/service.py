"""The service of an ``http`` stage: how the submission is started, and what stands beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

GIVEN_VARIABLES = ("HOST", "PORT", "DATA_DIR")
"""What every service is told: where to listen, and a folder that outlives its end within a stage."""

FIRST_UPSTREAM_PORT = 18080
"""Below the range from which the kernel takes ports for outgoing connections."""


class Lifetime(StrEnum):
    """How long one start of the service lasts, with its data directory and the contents of its sidecars."""

    STAGE = "stage"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """When the service counts as started: it answers a GET of ``path``, or accepts a connection where that is empty."""

    path: str = ""
    within_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """A real server beside the service, listening on ``port``.

    ``variables`` are those in which the service finds its address: one of its own name, and that of its type if it is
    the first of the stage to have it. ``seed`` is a path below the stage's folder, empty when there is none.
    """

    name: str
    type: str
    port: int
    variables: tuple[str, ...]
    seed: str = ""
    seed_content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What is started, when it is ready, and what its tests may take.

    ``start`` maps runtime to argv; a runtime that is not there uses its run command. ``upstreams`` names HTTP servers
    that the tester plays. ``request_timeout_s`` counts from the connect to the last byte of the answer.
    """

    start: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ready: Ready = field(default_factory=Ready)
    env: Mapping[str, str] = field(default_factory=dict)
    port: int = 8080
    lifetime: Lifetime = Lifetime.STAGE
    sidecars: tuple[Sidecar, ...] = ()
    upstreams: tuple[str, ...] = ()
    request_timeout_s: float = 5.0
    test_timeout_s: float = 30.0
    response_kib: int = 4096

    def variables(self) -> tuple[str, ...]:
        """The names of what the service is told in its environment."""
        beside = [variable for sidecar in self.sidecars for variable in sidecar.variables]
        return (*GIVEN_VARIABLES, *self.env, *beside, *map(url_variable, self.upstreams))

    def upstream_ports(self) -> dict[str, int]:
        """A port for each upstream: the next ones that are neither the service's nor a sidecar's."""
        taken = {self.port, *(sidecar.port for sidecar in self.sidecars)}
        free = (port for port in count(FIRST_UPSTREAM_PORT) if port not in taken)
        return dict(zip(self.upstreams, free, strict=False))


def url_variable(name: str) -> str:
    """The environment variable in which the service finds the sidecar or upstream of that name."""
    return name.upper().replace("-", "_") + "_URL"
