"""JSON from strangers, counted before it is read: what it makes is bounded, whatever its bytes are.

A reader makes some hundred bytes of every two of ``[0,0,…]``, and a model a problem of some hundred more for each: all
of that has to be refused before it is there.
"""

import json
import re
from collections.abc import Iterator

from judge.domain.errors import FieldProblem, InvalidInput
from judge.domain.paths import shown

MAX_MARKS = 4_000
"""The largest good body without files names a thousand submissions, with two marks for each."""
MAX_MARKS_WITH_FILES = 12_000
"""Beside three for each file that there may be."""
_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[,\[{]', re.DOTALL)
"""A text (one that does not end goes on to the end of the body), or what every further value has before it."""
_PART = re.compile(_MARK.pattern + rb"|[]}:]", re.DOTALL)


def parsed(body: bytes, wrong: str, *, files: int | None = None) -> object:
    """The value. ``files`` is how many files it may carry, if any; ``wrong`` is the sentence when there is too much.

    Raises:
        InvalidInput: with code ``malformed_json``, or ``invalid_input`` where there are too many values.
    """
    most = MAX_MARKS if files is None else MAX_MARKS_WITH_FILES + 3 * files
    for number, mark in enumerate(_MARK.finditer(body)):
        if number >= most:
            field = _field_at(body, mark.start())
            many = f"send at most {most} texts, commas and opening brackets in a body"
            if field == "files" and files is not None:
                many = f"send at most {files} files"
            raise InvalidInput(wrong, (FieldProblem(field, f"has too many values; {many}"),))
    try:
        return json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError as error:
        raise InvalidInput("The body is nested too deeply.", code="malformed_json") from error
    except ValueError as error:
        raise InvalidInput(f"The body cannot be read: {error}.", code="malformed_json") from error


def _field_at(body: bytes, end: int) -> str:
    """The key of the outermost object whose value goes on at ``end``; ``body`` where there is none."""
    field, depth = "", 0
    parts: Iterator[bytes] = (part.group() for part in _PART.finditer(body, 0, end))
    text = b""
    for part in parts:
        if part in (b"{", b"["):
            depth += 1
        elif part in (b"}", b"]"):
            depth -= 1
        elif part == b":" and depth == 1:
            field = text.decode("utf-8", "replace")
        elif depth == 1 and part != b",":
            text = part[1:-1]
    return shown(field)[1:-1] if field and depth > 1 else "body"


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """JSON lets a key stand twice and takes the last; two files of one name are a mistake of the sender's."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add() is called for its effect
        raise ValueError(f"the key {shown(twice)} stands there twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
