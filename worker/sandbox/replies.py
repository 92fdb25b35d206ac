"""What a supervisor answers, as values of the interface."""

from typing import Any

from judge.domain.errors import SandboxUnavailable
from worker.sandbox.channel import Reply
from worker.sandbox.interface import Deadline, EndedBy, RunResult, ServiceFacts


def run_result(reply: Reply) -> RunResult:
    """Raises SandboxUnavailable if this is no result of a run."""
    header, body = reply
    if header.get("op") != "result":
        raise SandboxUnavailable(f"the box answered {header.get('op')!r} to a run")
    if header["deadline"] == "busy":
        raise SandboxUnavailable("this machine was too busy to run the program")
    outputs = []
    offset = 0
    for length in header["lengths"]:
        outputs.append(body[offset : offset + length])
        offset += length
    if len(outputs) == 2:
        outputs.append(b"")
    cut = [*header["cut"], False]
    return RunResult(
        exit_code=header["exit_code"],
        signal=header["signal"],
        cpu_ms=header["cpu_ms"],
        wall_ms=header["wall_ms"],
        memory_kib=header["memory_kib"],
        deadline=Deadline(header["deadline"]),
        oom_kills=header["oom_kills"],
        stdout=outputs[0],
        stderr=outputs[1],
        results=outputs[2],
        stdout_cut=cut[0],
        stderr_cut=cut[1],
        results_cut=cut[2],
        disk_full=header["disk_full"],
        processes_full=header["processes_full"],
        waited_ms=header.get("waited_ms"),
    )


def service_facts(reply: Reply) -> ServiceFacts:
    """Raises SandboxUnavailable if this does not speak of a service."""
    header, output = reply
    if header.get("op") != "service":
        raise SandboxUnavailable(f"the box answered {header.get('op')!r} to a question about its service")
    told: dict[str, Any] = {name: header[name] for name in _PLAIN if name in header}
    return ServiceFacts(**told, ended_by=EndedBy(header["ended_by"]), output=output)


_PLAIN = (
    "alive",
    "exit_code",
    "signal",
    "leftovers",
    "cpu_ms",
    "waited_ms",
    "memory_kib",
    "peak_kib",
    "oom_kills",
    "processes_full",
    "disk_full",
    "dropped_bytes",
)
