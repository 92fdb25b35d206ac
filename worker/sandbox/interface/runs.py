"""One program in one box, run to its end: what is asked, and the facts that come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from judge.domain.limits import Limits


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
    ``keep`` runs are programs of ours beside a service of ours: what they write stays, and the service goes on.
    """

    argv: Sequence[str]
    limits: Limits
    stdin: bytes = b""
    env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    results: bool = False
    build: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """Raw facts of a run. Exactly one of ``exit_code`` and ``signal`` is 0 or more; the other is -1.

    Times and memory are those of the whole process tree: ``memory_kib`` is the largest resident size seen.
    ``waited_ms`` is how long others kept it waiting for a processor, at least; none where the kernel does not tell.
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
    waited_ms: float | None = None
