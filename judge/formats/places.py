"""Finds places in the submission's files that compilers, interpreters and tracebacks name.

    src/main.cpp:12:5: error: …        gcc, go, javac (without a column)
    File "/box/work/app.py", line 7    Python
    at f (/box/work/main.js:3:11)      Node

What a program printed is its own word: a place is believed only if it is a file that was sent.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_WORK = "/box/work/"
_MOST_CHARS = 200_000
_PYTHON = re.compile(r'File "([^"\n]{1,512})", line (\d{1,7})')
_COLONS = re.compile(r"(?:^|[\s(\[\"'])((?:[\w.@+-]+/|/)*[\w.@+-]{1,255}):(\d{1,7})(?::(\d{1,5}))?", re.MULTILINE)
_DIAGNOSTIC = re.compile(
    r"^(\S{1,512}?):(\d{1,7})(?::(\d{1,5}))?:?\s+(?:(fatal error|error|warning|note):\s*)?(.{1,500})$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """``path`` is the submission's; lines and columns count from 1, 0 is none."""

    path: str
    line: int
    column: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    place: Place
    message: str


def last_place(text: str, files: Mapping[str, str]) -> Place | None:
    """The innermost place of ours: Python names it last in a traceback, Node first."""
    text = text[-_MOST_CHARS:]
    pythons = [found for match in _PYTHON.finditer(text) if (found := _place(match[1], match[2], "", files))]
    if pythons:
        return pythons[-1]
    for match in _COLONS.finditer(text):
        if found := _place(match[1], match[2], match[3], files):
            return found
    return None


def diagnostics(log: str, files: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Each error of a build log that names a file which was sent, once."""
    seen: set[Diagnostic] = set()
    for line in log[:_MOST_CHARS].splitlines():
        match = _DIAGNOSTIC.match(line)
        if match is None or match[4] in ("warning", "note"):
            continue
        place = _place(match[1], match[2], match[3], files)
        if place and (found := Diagnostic(place, match[5])) not in seen:
            seen.add(found)
            yield found


def _place(path: str, line: str, column: str | None, files: Mapping[str, str]) -> Place | None:
    path = path.removeprefix(_WORK).removeprefix("./")
    if path not in files or not int(line):
        return None
    return Place(path, int(line), int(column or 0))
