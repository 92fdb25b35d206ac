"""The hostile corpus: programs below ``corpus/<class>/``, each of which says in its first comment what it tries.

    # tries: one sentence
    # must: <verdict> <cause> | <verdict> <cause>      what may come out of it; ``accepted`` has no cause
    # challenge: <id>                                  ``walls`` where not given
    # must on runsc: …                                 where a backend differs, and why it may
    # because: …
    # listed: <name>                                   of a forgery that succeeds, as docs/threat-model.md lists it

A line that begins with two more blanks goes on with the one before. Everything else in that comment is an error, so
that no misspelt expectation goes unseen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from judge.domain.messages import CAUSES
from judge.domain.verdict import Verdict

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
CHALLENGES = HERE / "challenges"
CLASSES = ("processes", "memory", "time", "files", "output", "network", "privilege", "build", "leaks", "forged")
MAIN = {
    ".py": ("python", "main.py"),
    ".c": ("cpp", "main.cpp"),
    ".cpp": ("cpp", "main.cpp"),
    ".js": ("node", "main.js"),
    ".go": ("go", "main.go"),
    ".java": ("java", "Main.java"),
}
"""Ending of a program's file to its runtime, and to the name it is submitted under."""

_KEYS = ("tries", "must", "challenge", "listed", "because", "must on <backend>")
_LINE = re.compile(r"^([a-z ]+): +(\S.*)$")

SAME_ANSWER = {"spins": "walls"}
"""Challenges that want the same answer as another one, whose accepted submissions serve for both."""

Expected = frozenset[tuple[str, str]]
"""Pairs of a verdict and its cause; any of them will do."""


class Backend(StrEnum):
    RUNC = "runc"
    RUNSC = "runsc"
    BUBBLEWRAP = "bubblewrap"


COSTS_ITS_BOX = {Backend.RUNSC: ("leaks/memory_in_flight.py",)}
"""After these the box is destroyed: gVisor keeps for ever what only a socket in a message to itself has."""
CONNECTS = {Backend.RUNSC: ("leaks/servers_that_stay.py",)}
UNTOLD = "gVisor does not tell"
"""The problem of a gVisor box in which anybody tried to connect: it is not used again, and may be without any fault."""


class BadHeader(Exception):
    """The first comment of a program does not say what it has to; the message names file, line and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """``expected`` holds where ``differs`` says nothing else of a backend; ``listed`` is empty where all is well."""

    path: str
    source: str
    tries: str
    expected: Expected
    challenge: str = "walls"
    listed: str = ""
    differs: Mapping[Backend, Expected] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Its class: the folder that it is in."""
        return self.path.split("/")[0]

    @property
    def solved_in(self) -> str:
        """The challenge that has an accepted submission for this one."""
        return SAME_ANSWER.get(self.challenge, self.challenge)

    @property
    def runtime(self) -> str:
        return MAIN[Path(self.path).suffix][0]

    @property
    def files(self) -> dict[str, str]:
        """As they are submitted."""
        return {MAIN[Path(self.path).suffix][1]: self.source}

    def must(self, backend: Backend) -> Expected:
        return self.differs.get(backend, self.expected)


def programs(corpus: Path = CORPUS) -> list[Program]:
    """All of them, by class and name. Raises BadHeader."""
    found = []
    for path in sorted(path for path in corpus.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        name = path.relative_to(corpus)
        if len(name.parts) != 2 or name.parts[0] not in CLASSES or path.suffix not in MAIN:
            raise BadHeader(f"{name}: programs are <class>/<name><ending>, of {', '.join(CLASSES)}; {', '.join(MAIN)}")
        found.append(read(name.as_posix(), path.read_text("utf-8")))
    return found


def read(path: str, source: str) -> Program:
    """One program out of its text. Raises BadHeader."""
    values: dict[str, str] = {}
    differs: dict[Backend, Expected] = {}
    unexplained = ""
    for key, value in _lines(path, source):
        if unexplained and key != "because":
            break
        if key in values or (key == "because" and not unexplained):
            raise BadHeader(f"{path}: a second or misplaced {key!r}")
        if key in ("tries", "must", "challenge", "listed"):
            values[key] = value
        elif key.startswith("must on ") and key.removeprefix("must on ") in tuple(Backend):
            backend = Backend(key.removeprefix("must on "))
            if backend in differs:
                raise BadHeader(f"{path}: a second {key!r}")
            differs[backend] = _expected(path, value)
            unexplained = key
        elif key == "because":
            unexplained = ""
        else:
            raise BadHeader(f"{path}: unknown {key!r}; there are {', '.join(_KEYS)}")
    if unexplained:
        raise BadHeader(f"{path}: {unexplained!r} needs a line 'because: …' right behind it")
    if missing := [key for key in ("tries", "must") if key not in values]:
        raise BadHeader(f"{path}: its first comment lacks {' and '.join(missing)}")
    return Program(
        path=path,
        source=source,
        tries=values["tries"],
        expected=_expected(path, values["must"]),
        challenge=values.get("challenge", "walls"),
        listed=values.get("listed", ""),
        differs=differs,
    )


def _lines(path: str, source: str) -> list[tuple[str, str]]:
    """Keys and values of the comment that the program begins with."""
    mark = "#" if path.endswith(".py") else "//"
    lines: list[tuple[str, str]] = []
    for number, text in enumerate(source.splitlines(), 1):
        if not text.startswith(mark):
            break
        comment = text.removeprefix(mark).removeprefix(" ")
        if comment.startswith("  ") and lines:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {comment.strip()}")
        elif line := _LINE.match(comment):
            lines.append((line[1], line[2].strip()))
        else:
            raise BadHeader(f"{path}, line {number}: expected 'key: value', or two blanks more to go on")
    return lines


def _expected(path: str, text: str) -> Expected:
    pairs = set()
    for choice in text.split("|"):
        verdict, _, cause = choice.strip().partition(" ")
        if verdict not in tuple(Verdict):
            raise BadHeader(f"{path}: there is no verdict {verdict!r}")
        if (cause not in CAUSES) if verdict != Verdict.ACCEPTED else cause:
            raise BadHeader(f"{path}: {verdict} with the cause {cause!r} cannot come out")
        pairs.add((verdict, cause))
    return frozenset(pairs)
