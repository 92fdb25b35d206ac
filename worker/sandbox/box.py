"""A box with a supervisor in it, whatever the walls are made of: the interface spoken over a channel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from judge.domain.errors import NoRoom, SandboxUnavailable
from judge.domain.report import SandboxReport
from judge.runtimes import Runtime
from worker.sandbox import replies
from worker.sandbox.channel import Channel, Message
from worker.sandbox.conversation import BUSY_FACTOR, GRACE_S, SupervisedConversation
from worker.sandbox.interface import RunRequest, RunResult, ServiceFacts, ServiceRequest, Started
from worker.sandbox.noise import Noise
from worker.sandbox.replies import run_result, service_facts
from worker.supervisor import frames

BASE_ENV = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/box/tmp",
    "TMPDIR": "/box/tmp",
    "LANG": "C.UTF-8",
}
"""Environment of every run, the same in every box; a runtime and then a request add to it."""

_FOR_EVER_S = 1e9

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interior:
    """What a box holds: the environment of its programs, and the interpreter that is kept warm, with these modules."""

    name: str
    env: Mapping[str, str] = field(default_factory=dict)
    zygote: str = ""
    preload: tuple[str, ...] = ()

    @classmethod
    def of(cls, runtime: Runtime) -> "Interior":
        return cls(name=runtime.name, env=runtime.env, zygote=runtime.run[0] if runtime.zygote else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxIdentity:
    """What a box is: what it holds, the first of the user ids that are its own, and where code runs in it."""

    interior: Interior
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
        self._starting: _Starting | None = None
        self._noise = Noise()
        self._env = {**BASE_ENV, **({"PATH": identity.path} if identity.path else {}), **identity.interior.env}

    @property
    def report(self) -> SandboxReport:
        return replace(self.identity.report, noise=self._noise.ratio())

    def prepare(self, *needed: str) -> tuple[str, ...]:
        """First words with a new box: what holds its programs, and last the supervisor's source of measurements.

        Raises:
            SandboxUnavailable: what is ``needed`` of these does not hold.
        """
        inside = self.identity.interior
        if inside.zygote:
            self._call({"op": "warm", "interpreter": inside.zygote, "env": self._env, "preload": list(inside.preload)})
        reply = self._call({"op": "baseline"})
        held = (*replies.held(reply), replies.usage(reply))
        if missing := [name for name in needed if name not in held]:
            raise SandboxUnavailable(f"a box was started without what it was made with: {', '.join(missing)}")
        return held

    def begin(self) -> None:
        """A new submission: the next user id."""
        self.uses += 1
        self._noise = Noise()
        self._call({"op": "begin", "uid": self.identity.first_uid + self.uses})

    def put(self, files: Files) -> None:
        header: frames.Header = {"op": "put", "files": [[path, len(content)] for path, content in files.items()]}
        if self._call(header, b"".join(files.values())).get("full", True) is not False:
            raise NoRoom("the box's disk has no room for the files")

    def run(self, request: RunRequest) -> RunResult:
        self._settle()
        result = run_result(self._channel.call(self._message(request)))
        self._noise.ran(request, result)
        return result

    def run_each(self, requests: Sequence[RunRequest]) -> Iterator[RunResult]:
        answers = self._channel.pipeline(self._message(request) for request in requests)
        for request, reply in zip(requests, answers, strict=False):
            result = run_result(reply)
            self._noise.ran(request, result)
            yield result

    def converse(self, request: RunRequest) -> SupervisedConversation:
        self._settle()
        return SupervisedConversation(self._channel, self._message(request, "talk"))

    def start(self, request: ServiceRequest) -> "_Starting":
        self._settle()
        self._noise.serves_anew()
        ready = request.ready
        told = {"port": ready.port, "path": ready.path, "within_s": ready.within_s}
        message = self._message(
            RunRequest(argv=request.argv, limits=request.limits, env=request.env, keep=request.keep), "start"
        )
        self._channel.send(Message({**message.header, "wall_s": _FOR_EVER_S, "zygote": False, "ready": told}))
        self._starting = _Starting(self._channel, ready.within_s * BUSY_FACTOR + GRACE_S)
        return self._starting

    def signal(self, name: str) -> ServiceFacts:
        return self._ask({"op": "signal", "signal": name})

    def stop(self, grace_s: float, signal: str = "SIGTERM") -> ServiceFacts:
        return self._ask({"op": "stop", "signal": signal, "grace_s": grace_s}, grace_s)

    def kill(self) -> ServiceFacts:
        return self._ask({"op": "kill"})

    def facts(self) -> ServiceFacts:
        return self._ask({"op": "stat"})

    def ports(self) -> tuple[int, ...]:
        return replies.ports(self._call({"op": "ports"}, expected="ports"))

    def end(self) -> ServiceFacts:
        return self._ask({"op": "end"})

    def _ask(self, header: frames.Header, wait_s: float = 0.0) -> ServiceFacts:
        self._settle()
        facts = service_facts(self._channel.call(Message(header, timeout_s=wait_s + GRACE_S)))
        self._noise.served(facts)
        return facts

    def _settle(self) -> None:
        """Answers come in order: that of a start before any other."""
        if self._starting is not None:
            self._starting.wait()
            self._starting = None

    def reset(self, *, own_network: bool = True) -> list[str]:
        """End and empty everything; what could not be proved clean. Connections in a network that other boxes share are
        theirs as well, and prove nothing."""
        return replies.problems(self._call({"op": "reset", "own_network": own_network}, expected="clean"))

    def close(self) -> None:
        self._channel.close()

    def _call(self, header: frames.Header, body: bytes = b"", expected: str = "ok") -> frames.Header:
        self._settle()
        reply, _ = self._channel.call(Message(header, body))
        if reply.get("op") != expected:
            raise SandboxUnavailable(f"the box answered {replies.shown(reply)} to {header['op']!r}")
        return reply

    def _message(self, request: RunRequest, op: str = "run") -> Message:
        limits = request.limits
        header = {
            "op": op,
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
            "keep": request.keep,
            "zygote": bool(self.identity.interior.zygote),
            "stdin": len(request.stdin),
            "files": [[path, len(content)] for path, content in request.files.items()],
        }
        body = b"".join((request.stdin, *request.files.values()))
        return Message(header, body, timeout_s=limits.wall_s * BUSY_FACTOR + GRACE_S)


class _Starting:
    """A service's start whose answer is under way."""

    def __init__(self, channel: Channel, timeout_s: float) -> None:
        self._channel = channel
        self._timeout_s = timeout_s
        self._started: Started | None = None

    def wait(self) -> Started:
        if self._started is None:
            self._started = replies.started(self._channel.receive(self._timeout_s))
        return self._started
