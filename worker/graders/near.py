"""Which limits a run came within 10 % of, above or below: on another machine its verdict may be another one.

Only what was measured counts: a run that was ended would have gone on for nobody knows how long, and is near no limit
that it broke. One that needs little more than its processor time is let end (``worker.supervisor.meter.SPARE``).
"""

import signal

from judge.domain.limits import Limits
from judge.domain.nearness import SHARE
from worker.sandbox.interface import Deadline, RunResult, ServiceFacts


def near(result: RunResult, limits: Limits) -> tuple[str, ...]:
    """Names of ``judge.domain.nearness.NEAR``, in its order."""
    wall_ms = result.wall_ms - (result.waited_ms or 0.0)
    used = {
        "cpu_time": 0.0 if _ended_by_cpu(result) else result.cpu_ms / (limits.cpu_s * 1000),
        "wall_time": wall_ms / (limits.wall_s * 1000) if result.deadline is not Deadline.WALL else 0.0,
        "memory": result.memory_kib / (limits.memory_mib * 1024) if not result.oom_kills else 0.0,
        "output": len(result.stdout) / (limits.output_kib * 1024) if not result.stdout_cut else 0.0,
    }
    return _names(used)


def _ended_by_cpu(result: RunResult) -> bool:
    return result.deadline is Deadline.CPU or result.signal == signal.SIGXCPU


def service_near(facts: ServiceFacts, limits: Limits) -> tuple[str, ...]:
    """The same of one start of a service. Its time is that of the stage, which the tester keeps."""
    used = {
        "cpu_time": facts.cpu_ms / (limits.cpu_s * 1000) if facts.ended_by != "cpu" else 0.0,
        "memory": facts.peak_kib / (limits.memory_mib * 1024) if not facts.oom_kills else 0.0,
    }
    return _names(used)


def near_of_test(wall_ms: float, test_timeout_s: float) -> tuple[str, ...]:
    """The same of one test of a service, which the tester ends at its limit."""
    return _names({"wall_time": wall_ms / (test_timeout_s * 1000)})


def _names(used: dict[str, float]) -> tuple[str, ...]:
    return tuple(name for name, share in used.items() if SHARE <= share <= 2 - SHARE)
