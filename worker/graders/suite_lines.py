"""What comes out of a suite's private pipe, read as if the candidate had written it.

A line counts only if it is of the expected form and carries the nonce; anything else is as if it had never come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

_Milliseconds = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
_strict = with_config(ConfigDict(extra="forbid"))


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class TestLine:
    """One test ended. ``text`` is the traceback, ``output`` what the test printed."""

    kind: Literal["test"]
    nonce: str
    id: str
    outcome: Literal["passed", "failed", "error", "skipped"]
    cause: Literal["", "missing_dependency"]
    message: str
    text: str
    output: str
    wall_ms: _Milliseconds
    cpu_ms: _Milliseconds


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLine:
    """A file or folder of the suite could not be loaded; none of the tests below ``path`` ran."""

    kind: Literal["broken"]
    nonce: str
    path: str
    cause: Literal["collection_failed", "missing_dependency"]
    message: str


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedLine:
    kind: Literal["collected"]
    nonce: str
    id: str


Line = TestLine | BrokenLine | CollectedLine

_ADAPTER: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])


def read(results: bytes, nonce: str) -> Iterator[Line]:
    for text in _lines_with(nonce.encode(), results):
        try:
            line = _ADAPTER.validate_json(text)
        except ValidationError:
            continue
        if line.nonce == nonce:
            yield line


def _lines_with(mark: bytes, results: bytes) -> Iterator[bytes]:
    """The lines that hold ``mark``. The others are stepped over at once: there may be millions, all of them empty."""
    end = 0
    while (at := results.find(mark, end)) >= 0:
        start = results.rfind(b"\n", end, at) + 1 or end
        end = results.find(b"\n", at)
        yield results[start:end] if end >= 0 else results[start:]
        if end < 0:
            return
