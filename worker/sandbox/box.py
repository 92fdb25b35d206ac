"""A box with a supervisor in it, whatever the walls are made of: the interface spoken over a channel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from judge.domain.errors import SandboxUnavailable
from judge.domain.report import SandboxReport
from judge.runtimes import Runtime
from worker.sandbox.channel import Channel, Message, Reply
from worker.sandbox.interface import Deadline, RunRequest, RunResult
from worker.supervisor import frames

BASE_ENV = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/box/tmp",
    "TMPDIR": "/box/tmp",
    "LANG": "C.UTF-8",
}
"""Environment of every run, the same in every box; a runtime and then a request add to it."""

_BUSY_FACTOR = 4.0
"""On a busy machine a run may take up to this many times its wall limit (``worker/supervisor/meter.py``)."""

_GRACE_S = 30.0
"""Beyond that: killing, draining and cleaning on a busy machine."""

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxIdentity:
    """What a box is: its runtime, the first of the user ids that are its own, and where code runs in it."""

    runtime: Runtime
    first_uid: int
    disk_mib: int
    report: SandboxReport
    path: str = ""


class SupervisedBox:
    """One box over one channel; serves submissions one after another, each under a user id of its own."""

    def __init__(self, identity: BoxIdentity, channel: Channel) -> None:
        self.identity = identity
        self.uses = 0
        self._channel = channel
        self._env = {**BASE_ENV, **({"PATH": identity.path} if identity.path else {}), **identity.runtime.env}

    @property
    def report(self) -> SandboxReport:
        return self.identity.report

    def prepare(self) -> str:
        """First words with a new box; the name of the supervisor's source of measurements."""
        if self.identity.runtime.zygote:
            self._call({"op": "warm", "interpreter": self.identity.runtime.run[0], "env": self._env})
        return str(self._call({"op": "baseline"})["usage"])

    def begin(self) -> None:
        """A new submission: the next user id."""
        self.uses += 1
        self._call({"op": "begin", "uid": self.identity.first_uid + self.uses})

    def put(self, files: Files) -> None:
        header: frames.Header = {"op": "put", "files": [[path, len(content)] for path, content in files.items()]}
        self._call(header, b"".join(files.values()))

    def run(self, request: RunRequest) -> RunResult:
        return _result(self._channel.call(self._message(request)))

    def run_each(self, requests: Sequence[RunRequest]) -> Iterator[RunResult]:
        for reply in self._channel.pipeline(self._message(request) for request in requests):
            yield _result(reply)

    def reset(self) -> list[str]:
        """End and empty everything; what could not be proved clean."""
        return [str(problem) for problem in self._call({"op": "reset"}, expected="clean")["problems"]]

    def close(self) -> None:
        self._channel.close()

    def _call(self, header: frames.Header, body: bytes = b"", expected: str = "ok") -> frames.Header:
        reply, _ = self._channel.call(Message(header, body))
        if reply.get("op") != expected:
            raise SandboxUnavailable(f"the box answered {reply.get('op')!r} to {header['op']!r}")
        return reply

    def _message(self, request: RunRequest) -> Message:
        limits = request.limits
        header = {
            "op": "run",
            "argv": list(request.argv),
            "env": {**self._env, **request.env},
            "cpu_s": limits.cpu_s,
            "wall_s": limits.wall_s,
            "memory_bytes": limits.memory_mib * 1024 * 1024,
            "processes": limits.processes,
            "output_bytes": limits.output_kib * 1024,
            "disk_bytes": limits.disk_mib * 1024 * 1024,
            "open_files": limits.open_files,
            "results": request.results,
            "build": request.build,
            "zygote": self.identity.runtime.zygote,
            "stdin": len(request.stdin),
            "files": [[path, len(content)] for path, content in request.files.items()],
        }
        body = b"".join((request.stdin, *request.files.values()))
        return Message(header, body, timeout_s=limits.wall_s * _BUSY_FACTOR + _GRACE_S)


def _result(reply: Reply) -> RunResult:
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
    )
