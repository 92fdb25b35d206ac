"""Reads challenge.yaml into plain values that remember their lines. Knows YAML, knows nothing of challenges.

Built from the parser's events with a stack instead of recursion, so neither depth nor aliases can hurt. Plain words are
read as YAML 1.2 does: only ``true`` and ``false`` are booleans, ``no``, ``012`` and ``1:30`` mean what they look like.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]

_MAX_DEPTH = 20
_MAX_VALUES = 20_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,400}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"([-+]?)\.(inf|nan)", re.IGNORECASE)


class Unreadable(Exception):
    """The text is not YAML, or YAML that a challenge has no use for; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Duplicate:
    path: Path
    first_line: int
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """``lines`` has the line of every key and list item; ``duplicates`` are keys given twice (the first one counts)."""

    value: object
    lines: Mapping[Path, int] = field(default_factory=dict)
    duplicates: tuple[Duplicate, ...] = ()

    def line(self, path: Path) -> int:
        """The line of ``path``, or of the nearest thing around it; 0 when nothing is known."""
        return next((self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines), 0)


def parse(text: str) -> Document:
    """Read one YAML document.

    Raises:
        Unreadable: with a sentence about what is wrong and where.
    """
    builder = _Builder()
    for event in _events(text):
        builder.take(event)
    return Document(builder.root, builder.lines, tuple(builder.duplicates))


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise Unreadable(f"is not valid YAML: {reason}", mark.line + 1 if mark else 0) from error
    except yaml.YAMLError as error:
        raise Unreadable(f"is not valid YAML: {str(error).splitlines()[0]}", 0) from error


@dataclass(slots=True)
class _Open:
    """A mapping or list under construction; ``size`` counts its values, those of aliases too."""

    value: dict[str, Any] | list[Any]
    path: Path
    anchor: str | None
    size: int = 1
    key: str | None = None
    ignore: bool = False


class _Builder:
    def __init__(self) -> None:
        self.root: object = None
        self.lines: dict[Path, int] = {}
        self.duplicates: list[Duplicate] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[object, int]] = {}
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise Unreadable("has a second document after '---'; there must be one", line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open(event, line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self._stack.pop()
                self._place(done.value, done.size, done.anchor, line)
            case yaml.ScalarEvent():
                self._scalar(event, line)
            case yaml.AliasEvent():
                if event.anchor not in self._anchors:
                    raise Unreadable(f"*{event.anchor} refers to nothing before it", line)
                value, size = self._anchors[event.anchor]
                self._place(value, size, None, line)

    def _open(self, event: Any, line: int) -> None:
        if len(self._stack) >= _MAX_DEPTH:
            raise Unreadable("is nested too deeply", line)
        _refuse_tag(event.tag, line)
        path = self._next_path(line)
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._stack.append(_Open(value, path, event.anchor))

    def _next_path(self, line: int) -> Path:
        """Where the value that begins now will stand."""
        if not self._stack:
            return ()
        around = self._stack[-1]
        if isinstance(around.value, list):
            path = (*around.path, len(around.value))
            self.lines[path] = line
            return path
        if around.key is None:
            raise Unreadable("has a key that is not plain text", line)
        return (*around.path, around.key)

    def _scalar(self, event: Any, line: int) -> None:
        around = self._stack[-1] if self._stack else None
        if around and isinstance(around.value, dict) and around.key is None:
            self._key(around, event.value, line)
            return
        _refuse_tag(event.tag, line)
        self._next_path(line)
        plain = event.implicit[0]
        self._place(plain_value(event.value) if plain else event.value, 1, event.anchor, line)

    def _key(self, around: _Open, key: str, line: int) -> None:
        assert isinstance(around.value, dict)
        path = (*around.path, key)
        around.key = key
        around.ignore = key in around.value
        if around.ignore:
            self.duplicates.append(Duplicate(path, self.lines.get(path, 0), line))
        else:
            self.lines[path] = line

    def _place(self, value: object, size: int, anchor: str | None, line: int) -> None:
        if anchor:
            self._anchors[anchor] = (value, size)
        if not self._stack:
            self.root = value
            return
        around = self._stack[-1]
        around.size += size
        if around.size > _MAX_VALUES:
            raise Unreadable(f"has more than {_MAX_VALUES} values", line)
        if isinstance(around.value, list):
            around.value.append(value)
            return
        if around.key is None:
            raise Unreadable("has a key that is not plain text", line)
        if not around.ignore:
            around.value[around.key] = value
        around.key, around.ignore = None, False


def _refuse_tag(tag: str | None, line: int) -> None:
    if tag not in (None, "!", "tag:yaml.org,2002:str"):
        raise Unreadable(f"has the tag {tag}; tags are not used here, write the value plainly", line)


def plain_value(text: str) -> object:
    """The value of an unquoted word."""
    word = text if text in _WORDS else text.lower()
    if word in _WORDS:
        return _WORDS[word]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    if special := _SPECIAL.fullmatch(text):
        return float(special[1] + special[2])
    return text
