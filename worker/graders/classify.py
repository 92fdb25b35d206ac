"""What a run came to, before anyone looks at its output: raw facts in, verdict and cause out. One pure function.

The order of the questions is the point. Memory comes first, because the kernel's OOM killer also looks like a crash;
the output limit comes before the deadlines, because a program that prints for ever also runs into one; SIGKILL alone
says nothing about who sent it.
"""

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from judge.domain.limits import Limits
from judge.domain.messages import sentence
from judge.domain.verdict import Verdict
from worker.sandbox.interface import Deadline, RunResult

_MISSING_DEPENDENCY = re.compile(
    rb"^(ModuleNotFoundError: No module named |Error: Cannot find module |"
    rb"Error \[ERR_MODULE_NOT_FOUND\]: Cannot find (package|module) )",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``cause`` is a code of ``judge.domain.messages``, empty if accepted; ``detail`` adds what the facts say."""

    verdict: Verdict
    cause: str = ""
    detail: str = ""

    @property
    def message(self) -> str:
        return " ".join(part for part in (sentence(self.cause) if self.cause else "", self.detail) if part)


RAN = Outcome(Verdict.ACCEPTED)
"""It ended by itself with status 0, within its limits; whether its output is right is another question."""

_OUT_OF_MEMORY = Outcome(Verdict.MEMORY_LIMIT_EXCEEDED, "out_of_memory")


def classify(result: RunResult, limits: Limits, *, memory_messages: Sequence[str] = ()) -> Outcome:
    """``memory_messages`` are the runtime's own words on stderr for having run out of memory (JVM, V8)."""
    broken = _broken_limit(result, limits)
    if broken is not None:
        return broken
    if result.exit_code == 0:
        return RAN
    if any(message.encode() in result.stderr for message in memory_messages):
        return _OUT_OF_MEMORY
    return Outcome(Verdict.RUNTIME_ERROR, _why_it_failed(result), _how_it_ended(result))


def _broken_limit(result: RunResult, limits: Limits) -> Outcome | None:
    if result.oom_kills > 0 or result.memory_kib > limits.memory_mib * 1024:
        return _OUT_OF_MEMORY
    if result.stdout_cut:
        return Outcome(Verdict.OUTPUT_LIMIT_EXCEEDED, "too_much_output")
    if result.deadline is Deadline.CPU or result.cpu_ms > limits.cpu_s * 1000 or result.signal == signal.SIGXCPU:
        return Outcome(Verdict.TIME_LIMIT_EXCEEDED, "cpu_time")
    if result.deadline is Deadline.WALL:
        return Outcome(Verdict.TIME_LIMIT_EXCEEDED, "wall_time")
    return None


def _why_it_failed(result: RunResult) -> str:
    if result.disk_full or result.signal == signal.SIGXFSZ:
        return "disk_full"
    if result.processes_full:
        return "too_many_processes"
    if result.signal >= 0:
        return "killed_by_signal"
    return "missing_dependency" if misses_dependency(result.stderr) else "nonzero_exit"


def misses_dependency(output: bytes) -> bool:
    """Whether a program said that it wants a package which is not there."""
    return _MISSING_DEPENDENCY.search(output) is not None


def _how_it_ended(result: RunResult) -> str:
    if result.signal < 0:
        return f"Exit status {result.exit_code}."
    return f"{signal_name(result.signal)}."


def signal_name(number: int) -> str:
    """``SIGSEGV``; real-time signals have no names of their own."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
