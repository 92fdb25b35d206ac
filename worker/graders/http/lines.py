"""What the tester says, a JSON object a line, read strictly: the tester is ours, but it speaks with hostile services.

A line that cannot be read is the judge's fault and ends the stage, since nobody could say which test it was about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from judge.domain.challenge import Visibility
from judge.domain.errors import SandboxUnavailable

MOST_LINE_BYTES = 256 * 1024

_strict = with_config(ConfigDict(extra="forbid"))
_Milliseconds = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class Up:
    """The tester is there, and listens on the ports of its upstreams."""

    kind: Literal["up"]


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A test that exists; ``visibility`` only where it is marked."""

    kind: Literal["collected"]
    id: str
    group: str
    points: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 1.0
    visibility: Visibility | None = None


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A test file that could not be loaded: its author's fault, never the candidate's."""

    kind: Literal["broken"]
    path: str
    message: str


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class TestLine:
    """A test has ended. ``reason`` is a cause of ``judge.domain.messages`` where the outcome has a special one."""

    kind: Literal["test"]
    id: str
    outcome: Literal["passed", "failed", "error", "skipped"]
    reason: str = ""
    message: str = ""
    detail: str = ""
    curl: str = ""
    transcript: str = ""
    expected: str = ""
    wall_ms: _Milliseconds = 0.0


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something the tester wants done; the rest of the line is in ``wants``."""

    kind: Literal["ask"]
    n: int
    op: str
    wants: dict[str, Any] = field(default_factory=dict)


Line = Up | Collected | Broken | TestLine | Ask

_ADAPTER: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])
_OBJECT: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


class BrokenOff(SandboxUnavailable):
    """The tester ended in the middle of a line."""


def read(pieces: Iterable[bytes]) -> Iterator[Line]:
    """The lines in what arrives in any pieces. Raises SandboxUnavailable."""
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        while (end := buffer.find(b"\n")) >= 0:
            text = bytes(buffer[:end])
            del buffer[: end + 1]
            yield _line(text)
        if len(buffer) > MOST_LINE_BYTES:
            raise SandboxUnavailable("the tester said a line without an end")
    if buffer.strip():
        raise BrokenOff("the tester ended in the middle of a line")


def _line(text: bytes) -> Line:
    try:
        told = _OBJECT.validate_json(text)
        if told.get("kind") == "ask":
            wants = {name: value for name, value in told.items() if name not in ("kind", "n", "op")}
            told = {"kind": "ask", "n": told.get("n"), "op": told.get("op"), "wants": wants}
        return _ADAPTER.validate_python(told)
    except ValidationError as error:
        raise SandboxUnavailable(f"the tester said what nobody understands: {error.errors()[0]['msg']}") from error
