"""Everything known of a graded submission.

A report is the manager's view. ``judge.domain.redaction`` makes the candidate's view of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from judge.domain.challenge import StageKind, Visibility
from judge.domain.submission import Outcome
from judge.domain.verdict import Verdict


class Integrity(StrEnum):
    """Whether the candidate's code shares a process with the tests, and so could in principle fool them."""

    ISOLATED = "isolated"
    IN_PROCESS = "in-process"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a failed test shows to those who may see it; each text is bounded. Empty where it does not apply.

    ``curl`` is the last request of a test as a line for a shell, ``transcript`` its last exchanges with the service.
    """

    input: str = ""
    expected: str = ""
    output: str = ""
    stderr: str = ""
    diff: str = ""
    curl: str = ""
    transcript: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReport:
    """One test. ``cause`` is a code of ``judge.domain.messages`` or empty, ``message`` a sentence for people.

    ``detail`` is for those who wrote the test (a traceback), and never for the candidate. ``after_deadline`` is what
    the candidate may see once the time of the submission's invitation is over, if that is more than ``visibility``.
    ``near`` names the limits that it came within 10 % of, codes of ``judge.domain.nearness``.
    """

    name: str
    group: str
    verdict: Verdict
    points: float
    max_points: float
    visibility: Visibility
    after_deadline: Visibility = Visibility.NONE
    cpu_ms: int = 0
    wall_ms: int = 0
    memory_kib: int = 0
    near: tuple[str, ...] = ()
    cause: str = ""
    message: str = ""
    evidence: Evidence = Evidence()
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SidecarReport:
    """A server beside the service, over the whole stage: time it took to start, and the most memory it held."""

    name: str
    type: str
    started_ms: int = 0
    cpu_ms: int = 0
    memory_kib: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReport:
    """The service of an ``http`` stage, over the whole stage.

    ``started_ms`` is what its first start took until it was ready, 0 if it never was; ``starts`` counts the later ones
    too. ``log`` is the end of what it printed, ``exit`` how it ended by itself, if it did; ``near`` as in TestReport.
    """

    started_ms: int = 0
    starts: int = 0
    cpu_ms: int = 0
    memory_kib: int = 0
    log: str = ""
    exit: str = ""
    near: tuple[str, ...] = ()
    sidecars: tuple[SidecarReport, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport:
    """One stage; ``service`` is there for those that started one."""

    name: str
    kind: StageKind
    verdict: Verdict
    points: float
    max_points: float
    integrity: Integrity
    tests: tuple[TestReport, ...]
    cause: str = ""
    message: str = ""
    service: ServiceReport | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """The build step; ``ok`` with an empty log for runtimes that build nothing."""

    ok: bool = True
    log: str = ""
    wall_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxReport:
    """Where the code ran. ``enforced`` names the limits this backend held on this machine (``memory``, ``cpu``, …).

    ``noise`` is the time that others kept its programs waiting for a processor, relative to the time that they ran;
    none where the kernel does not tell.
    """

    backend: str = ""
    runtime: str = ""
    image: str = ""
    enforced: tuple[str, ...] = ()
    noise: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRun:
    """What a program did with an input of the candidate's own, for which no output is known to be right.

    Texts are bounded; ``exit_code`` is -1 and ``signal`` its name if the program was killed.
    """

    stdout: str = ""
    stderr: str = ""
    stdout_cut: bool = False
    stderr_cut: bool = False
    exit_code: int = -1
    signal: str = ""
    cpu_ms: int = 0
    wall_ms: int = 0
    memory_kib: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A graded submission. The defaults are those of a report that has not earned anything yet.

    Where there is an ``own`` run instead of stages, ``accepted`` only says that the program ended by itself.
    """

    verdict: Verdict = Verdict.JUDGE_ERROR
    score: float = 0.0
    max_score: float = 0.0
    cause: str = ""
    message: str = ""
    stages: tuple[StageReport, ...] = ()
    build: BuildReport = BuildReport()
    sandbox: SandboxReport = SandboxReport()
    own: OwnRun | None = None

    @property
    def outcome(self) -> Outcome:
        """What lists show of it."""
        return Outcome(
            verdict=self.verdict, score=self.score, max_score=self.max_score, cause=self.cause, message=self.message
        )
