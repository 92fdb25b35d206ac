"""What a supervisor answers, as values of the interface. It is ours, but whoever took it over speaks in its place:
an answer of another form than these is one of a lost box.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from judge.domain.errors import SandboxUnavailable
from worker.sandbox.channel import Reply
from worker.sandbox.interface import Deadline, EndedBy, RunResult, Seen, ServiceFacts, Started
from worker.supervisor.frames import Header

_Whole = Annotated[int, Field(strict=True, ge=-1, lt=1 << 53)]
_Some = Annotated[float, Field(strict=True, ge=-1e12, le=1e12, allow_inf_nan=False)]
"""Differences of what two clocks of the kernel say may be a little less than nothing."""
_Flag = Annotated[bool, Field(strict=True)]
_Text = Annotated[str, Field(strict=True, max_length=10_000)]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    exit_code: _Whole
    signal: _Whole
    cpu_ms: _Some
    wall_ms: _Some
    memory_kib: Annotated[int, Field(strict=True, gt=-(1 << 53), lt=1 << 53)]
    deadline: Deadline | Literal["busy"]
    oom_kills: _Whole
    disk_full: _Flag
    processes_full: _Flag
    lengths: Annotated[list[Annotated[_Whole, Field(ge=0)]], Field(min_length=2, max_length=3)]
    cut: Annotated[list[_Flag], Field(min_length=2, max_length=3)]
    waited_ms: _Some | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    alive: _Flag = False
    ended_by: EndedBy
    exit_code: _Whole = -1
    signal: _Whole = -1
    leftovers: _Whole = 0
    cpu_ms: _Some = 0.0
    memory_kib: Annotated[int, Field(strict=True, gt=-(1 << 53), lt=1 << 53)] = 0
    peak_kib: Annotated[int, Field(strict=True, gt=-(1 << 53), lt=1 << 53)] = 0
    oom_kills: _Whole = 0
    processes_full: _Flag = False
    disk_full: _Flag = False
    dropped_bytes: _Whole = 0
    waited_ms: _Some | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    seen: Seen
    answer: _Text
    wall_ms: _Some


_RESULT: TypeAdapter[_Result] = TypeAdapter(_Result)
_FACTS: TypeAdapter[_Facts] = TypeAdapter(_Facts)
_START: TypeAdapter[_Start] = TypeAdapter(_Start)
_PORTS: TypeAdapter[tuple[int, ...]] = TypeAdapter(tuple[Annotated[int, Field(strict=True, ge=0, le=65535)], ...])
_PROBLEMS: TypeAdapter[list[str]] = TypeAdapter(list[_Text])
_NAME: TypeAdapter[str] = TypeAdapter(_Text)
_NAMES: TypeAdapter[list[str]] = TypeAdapter(list[_Text])


def run_result(reply: Reply) -> RunResult:
    """Raises SandboxUnavailable if this is no result of a run."""
    header, body = reply
    if header.get("op") != "result":
        raise SandboxUnavailable(f"the box answered {shown(header)} to a run")
    told = _read(_RESULT, header)
    if told.deadline == "busy":
        raise SandboxUnavailable("this machine was too busy to run the program")
    if sum(told.lengths) != len(body) or len(told.lengths) != len(told.cut):
        raise SandboxUnavailable("the box answered with outputs of other lengths than it says")
    outputs = []
    offset = 0
    for length in told.lengths:
        outputs.append(body[offset : offset + length])
        offset += length
    if len(outputs) == 2:
        outputs.append(b"")
    cut = [*told.cut, False]
    return RunResult(
        exit_code=told.exit_code,
        signal=told.signal,
        cpu_ms=told.cpu_ms,
        wall_ms=told.wall_ms,
        memory_kib=told.memory_kib,
        deadline=told.deadline,
        oom_kills=told.oom_kills,
        stdout=outputs[0],
        stderr=outputs[1],
        results=outputs[2],
        stdout_cut=cut[0],
        stderr_cut=cut[1],
        results_cut=cut[2],
        disk_full=told.disk_full,
        processes_full=told.processes_full,
        waited_ms=told.waited_ms,
    )


def service_facts(reply: Reply) -> ServiceFacts:
    """Raises SandboxUnavailable if this does not speak of a service."""
    header, output = reply
    if header.get("op") != "service":
        raise SandboxUnavailable(f"the box answered {shown(header)} to a question about its service")
    told = _read(_FACTS, header)
    return ServiceFacts(**{name: getattr(told, name) for name in _Facts.__slots__}, output=output)


def started(reply: Reply) -> Started:
    """Raises SandboxUnavailable if this does not speak of a start."""
    facts = service_facts(reply)
    told = _read(_START, reply[0])
    return Started(facts=facts, seen=told.seen, answer=told.answer, wall_ms=told.wall_ms)


def ports(header: Header) -> tuple[int, ...]:
    """Raises SandboxUnavailable."""
    return _read(_PORTS, header.get("ports"))


def problems(header: Header) -> list[str]:
    """Why a box is not clean. Raises SandboxUnavailable."""
    return _read(_PROBLEMS, header.get("problems"))


def usage(header: Header) -> str:
    """The name of what a box measures with. Raises SandboxUnavailable."""
    return _read(_NAME, header.get("usage"))


def held(header: Header) -> list[str]:
    """The names of what holds a box's programs. Raises SandboxUnavailable."""
    return _read(_NAMES, header.get("held"))


def shown(header: Header) -> str:
    """The kind of an answer, briefly: whoever took a box over may say anything."""
    return ascii(header.get("op"))[:80]


def _read(adapter: TypeAdapter[T], told: Any) -> T:
    try:
        return adapter.validate_python(told)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise SandboxUnavailable(f"the box answered what nobody understands: {where} {first['msg']}") from error
