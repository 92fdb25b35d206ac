"""What a sandbox is to the rest of the worker: acquire a box, put files, build, run, release.

"Could not run it" is :class:`~judge.domain.errors.SandboxUnavailable`; "it ran and failed" is a returned
:class:`RunResult`. There is no third case.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from judge.domain.limits import Limits
from judge.domain.report import SandboxReport


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxSpec:
    """What a box must be able to do. ``limits`` are the widest of the runs that follow."""

    runtime: str
    limits: Limits
    fresh: bool = False


class Deadline(StrEnum):
    """Which deadline, if any, made the supervisor end the run."""

    NONE = "none"
    CPU = "cpu"
    WALL = "wall"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """One run of one program.

    ``results`` opens a private pipe as file descriptor 3 (written by the program, returned in
    ``RunResult.results``). ``files`` are put into the work directory first and removed afterwards.
    ``build`` runs write into the submission's own tree; what they leave is kept and sealed (owned by root, read-only
    to later runs). All other runs find that tree as it was and lose what they wrote.
    """

    argv: Sequence[str]
    limits: Limits
    stdin: bytes = b""
    env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    results: bool = False
    build: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """Raw facts of a run. Exactly one of ``exit_code`` and ``signal`` is 0 or more; the other is -1.

    Times and memory are those of the whole process tree: ``memory_kib`` is the largest resident size seen.
    ``stdout_cut`` says that more came than ``output_kib``; the rest was read and thrown away.
    """

    exit_code: int
    signal: int
    cpu_ms: float
    wall_ms: float
    memory_kib: int
    deadline: Deadline = Deadline.NONE
    oom_kills: int = 0
    stdout: bytes = b""
    stderr: bytes = b""
    results: bytes = b""
    stdout_cut: bool = False
    stderr_cut: bool = False
    results_cut: bool = False
    disk_full: bool = False
    processes_full: bool = False


class Box(Protocol):
    """One sandbox, held by one submission."""

    @property
    def report(self) -> SandboxReport: ...

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write the submission's files (relative path to content) into the work directory.

        Raises:
            SandboxUnavailable: the box was lost or refused; the submission must be tried again elsewhere.
        """

    def run(self, request: RunRequest) -> RunResult:
        """Run one program to its end.

        Raises:
            SandboxUnavailable: the box could not run it.
        """

    def run_each(self, requests: Sequence[RunRequest]) -> Iterator[RunResult]:
        """Run programs one after another, results in order; the next may already run while one is looked at.

        Closing the iterator early leaves the rest unrun.
        """


class Sandbox(Protocol):
    """A backend, and the boxes it keeps warm."""

    def acquire(self, spec: BoxSpec) -> AbstractContextManager[Box]:
        """A clean box for one submission; leaving the context resets or destroys it.

        Raises:
            SandboxUnavailable: no box can be had now.
        """

    def offers(self) -> tuple[str, ...]:
        """Names of the runtimes that can run here."""

    def reap(self, live_workers: Collection[str]) -> int:
        """Remove what workers that are not among the living left on this machine; how much there was."""

    def close(self) -> None:
        """Destroy every box."""
