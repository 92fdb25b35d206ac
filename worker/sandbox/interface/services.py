"""A box, with the programs in it that go on while the worker does other things."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from judge.domain.limits import Limits
from judge.domain.report import SandboxReport
from worker.sandbox.interface.runs import RunRequest, RunResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A service is ready when ``port`` accepts a connection or, with a ``path``, answers it with 2xx."""

    port: int
    path: str = ""
    within_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """A program to start and leave running. ``limits.wall_s`` and ``output_kib`` do not apply to it.

    ``keep`` as in ``RunRequest``: a server of ours, looked at now and then only.
    """

    argv: Sequence[str]
    limits: Limits
    ready: Ready
    env: Mapping[str, str] = field(default_factory=dict)
    keep: bool = False


class EndedBy(StrEnum):
    """What ended a service: nothing yet, its main process, the worker, or a limit."""

    RUNNING = ""
    ITSELF = "itself"
    STOP = "stop"
    KILL = "kill"
    CPU = "cpu"
    MEMORY = "memory"
    PROCESSES = "processes"
    NEVER_STARTED = "none"


class Seen(StrEnum):
    """The most that was seen of a service's port: nothing listens, it accepts and says nothing, another answer."""

    REFUSED = "refused"
    SILENT = "silent"
    ANSWERED = "answered"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """Raw facts of one start of a service. ``exit_code`` and ``signal`` are -1 where they say nothing.

    ``leftovers`` are processes that outlived the main one (they were ended). ``output`` is the last part of what it
    printed. Memory in KiB, now and at most; ``cpu_ms`` of the whole box since the start; ``waited_ms`` as in RunResult.
    """

    alive: bool = False
    ended_by: EndedBy = EndedBy.NEVER_STARTED
    exit_code: int = -1
    signal: int = -1
    leftovers: int = 0
    cpu_ms: float = 0.0
    waited_ms: float | None = None
    memory_kib: int = 0
    peak_kib: int = 0
    oom_kills: int = 0
    processes_full: bool = False
    disk_full: bool = False
    output: bytes = b""
    dropped_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """How a start went; ``answer`` is the status line of the last HTTP answer that did not count."""

    facts: ServiceFacts
    seen: Seen
    answer: str
    wall_ms: float

    @property
    def ready(self) -> bool:
        return self.seen is Seen.READY and self.facts.alive


class Starting(Protocol):
    """A start under way."""

    def wait(self) -> Started:
        """Until the service is ready or will not be; the same answer each time. Raises SandboxUnavailable."""


class Conversation(Protocol):
    """A run with its file descriptor 3 connected to the worker."""

    def pieces(self) -> Iterator[bytes]:
        """What the program says, as it comes, until it has ended. Raises SandboxUnavailable."""

    def tell(self, data: bytes) -> None:
        """Write to the program's descriptor 3."""

    def abort(self) -> None:
        """End the run; ``pieces`` then ends too."""

    @property
    def result(self) -> RunResult:
        """Once ``pieces`` has ended."""


class Box(Protocol):
    """One sandbox, held by one submission. Every call raises SandboxUnavailable when the box was lost or refused."""

    @property
    def report(self) -> SandboxReport: ...

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write the submission's files (relative path to content) into the work directory. Raises NoRoom."""

    def run(self, request: RunRequest) -> RunResult:
        """Run one program to its end."""

    def run_each(self, requests: Sequence[RunRequest]) -> Iterator[RunResult]:
        """Run programs one after another, results in order; the next may already run while one is looked at.

        Closing the iterator early leaves the rest unrun.
        """

    def converse(self, request: RunRequest) -> Conversation:
        """Start a run that speaks with the worker. Nothing else can be asked of the box until it has ended."""

    def start(self, request: ServiceRequest) -> Starting:
        """Start the box's service; one that runs already is ended first."""

    def signal(self, name: str) -> ServiceFacts:
        """Send a signal (``SIGSTOP``) to every process of the service."""

    def stop(self, grace_s: float, signal: str = "SIGTERM") -> ServiceFacts:
        """Signal the service's main process and wait for its end; after ``grace_s`` it is killed."""

    def kill(self) -> ServiceFacts:
        """SIGKILL to everything of the service."""

    def facts(self) -> ServiceFacts:
        """How the service is, or how it ended."""

    def ports(self) -> tuple[int, ...]:
        """TCP ports that processes of the service listen on now, in order."""

    def end(self) -> ServiceFacts:
        """Kill the service and bring the box's files back to those of the submission."""
