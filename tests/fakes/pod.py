"""A pod that follows a script: a tester that says given lines, and a service that starts, lives and dies as told.

What a real pod does is proved by the conformance suite; this one is for the decisions that are taken on its facts.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from judge.domain.report import SandboxReport
from worker.sandbox.interface import (
    Deadline,
    EndedBy,
    RunRequest,
    RunResult,
    Seen,
    Served,
    ServiceFacts,
    ServiceRequest,
    SidecarSpec,
    Started,
)

ALIVE = ServiceFacts(alive=True, ended_by=EndedBy.RUNNING, memory_kib=20_000, peak_kib=30_000)
ENDED = RunResult(exit_code=0, signal=-1, cpu_ms=1, wall_ms=1, memory_kib=1)

Said = dict[str, Any] | Callable[[], None] | bytes
"""A line of the tester, or something that happens between two of them."""


@dataclass
class FakeConversation:
    """``told`` is what the worker answered, decoded."""

    script: Iterable[Said]
    result: RunResult = ENDED
    told: list[dict[str, Any]] = field(default_factory=list)
    aborted: bool = False

    def pieces(self) -> Iterator[bytes]:
        for said in self.script:
            if self.aborted:
                return
            if callable(said):
                said()
            elif isinstance(said, bytes):
                yield said
            else:
                yield json.dumps(said).encode() + b"\n"

    def tell(self, data: bytes) -> None:
        self.told.append(json.loads(data))

    def abort(self) -> None:
        self.aborted = True


@dataclass
class FakeTester:
    """Says one script for each conversation; ``requests`` is what they were started with."""

    scripts: deque[Iterable[Said]]
    result: RunResult = ENDED
    requests: list[RunRequest] = field(default_factory=list)
    conversations: list[FakeConversation] = field(default_factory=list)

    def converse(self, request: RunRequest) -> FakeConversation:
        self.requests.append(request)
        self.conversations.append(FakeConversation(self.scripts.popleft(), self.result))
        return self.conversations[-1]


@dataclass
class FakeStarting:
    started: Started

    def wait(self) -> Started:
        return self.started


@dataclass
class FakeServiceBox:
    """``outcomes`` says how the next starts go (ready, if nothing is said); ``calls`` is what was asked of it."""

    outcomes: deque[Started] = field(default_factory=deque)
    now: ServiceFacts = field(default_factory=ServiceFacts)
    listens: tuple[int, ...] = ()
    calls: list[str] = field(default_factory=list)
    requests: list[ServiceRequest | RunRequest] = field(default_factory=list)
    report: SandboxReport = field(default_factory=lambda: SandboxReport(backend="fake"))

    def start(self, request: ServiceRequest) -> FakeStarting:
        self.calls.append("start")
        self.requests.append(request)
        started = self.outcomes.popleft() if self.outcomes else started_well()
        self.now = started.facts
        return FakeStarting(started)

    def run(self, request: RunRequest) -> RunResult:
        self.calls.append("run")
        self.requests.append(request)
        return ENDED

    def signal(self, name: str) -> ServiceFacts:
        self.calls.append(name)
        return self.now

    def ports(self) -> tuple[int, ...]:
        return self.listens

    def stop(self, grace_s: float, signal: str = "SIGTERM") -> ServiceFacts:
        self.calls.append(f"stop {grace_s:g} {signal}")
        return self._over(EndedBy.ITSELF, exit_code=0)

    def kill(self) -> ServiceFacts:
        self.calls.append("kill")
        return self._over(EndedBy.KILL, signal=9)

    def end(self) -> ServiceFacts:
        self.calls.append("end")
        return self._over(EndedBy.KILL, signal=9)

    def facts(self) -> ServiceFacts:
        return self.now

    def dies(self, **facts: Any) -> None:
        self.now = replace(self.now, **{"alive": False, "ended_by": EndedBy.ITSELF, **facts})

    def _over(self, by: EndedBy, **facts: Any) -> ServiceFacts:
        if self.now.alive:
            self.now = replace(self.now, alive=False, ended_by=by, **facts)
        return self.now


@dataclass
class FakePod:
    tester: FakeTester
    box: FakeServiceBox = field(default_factory=FakeServiceBox)
    sidecars: dict[SidecarSpec, FakeServiceBox] = field(default_factory=dict)

    def sidecar(self, spec: SidecarSpec) -> Served:
        self.sidecars[spec] = FakeServiceBox(now=ALIVE)
        return Served(self.sidecars[spec], 250.0)

    def clear(self) -> None:
        for box in self.sidecars.values():
            box.end()


def started_well(wall_ms: float = 120.0) -> Started:
    return Started(facts=ALIVE, seen=Seen.READY, answer="", wall_ms=wall_ms)


def not_started(seen: Seen = Seen.REFUSED, answer: str = "", **facts: Any) -> Started:
    return Started(facts=replace(ALIVE, **facts), seen=seen, answer=answer, wall_ms=1000.0)


def out_of_time() -> RunResult:
    return replace(ENDED, exit_code=-1, signal=9, deadline=Deadline.WALL)
