"""What commands print for people: progress on standard error, a result on standard output.

With a terminal, a line that changes; without one, or with NO_COLOR or CI set, plain lines. What a candidate printed or
named reaches neither the terminal nor a pipeline's runner as a command: control characters are replaced, and on GitHub
the runner is told to read nothing meanwhile.
"""

import os
import secrets
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

import click

_PASSED = ("accepted", "skipped")


def printable(text: str) -> str:
    """Without anything that could move a cursor, hide a text or turn it around."""
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in text)


@contextmanager
def unheard(output: IO[str]) -> Iterator[None]:
    """On GitHub, lines that begin with ``::`` are commands to the runner, whoever wrote them: not in here."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    word = secrets.token_hex(16)
    print(f"::stop-commands::{word}", file=output, flush=True)
    try:
        yield
    finally:
        print(f"::{word}::", file=output, flush=True)


class Progress:
    """Tells of states and tests as they come, on standard error; ``begins`` is said until there is one."""

    def __init__(self, begins: str, *, quiet: bool = False) -> None:
        self._begins = begins
        self._quiet = quiet
        self._live: _Live | None = None
        self._passed = 0
        self._failed = 0
        self._state = ""

    def __enter__(self) -> "Progress":
        plain = any(os.environ.get(name) for name in ("NO_COLOR", "CI"))
        if not self._quiet and not plain and sys.stderr.isatty():
            self._live = _Live(self._begins)
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self._tell(state)

    def test(self, stage: str, test: Mapping[str, Any]) -> None:
        passed = test["verdict"] in _PASSED
        self._passed += passed
        self._failed += not passed
        name = printable(" ".join(f"{stage} {test['name']}".split()))
        if self._live is None:
            self._tell(f"{'ok  ' if passed else 'FAIL'}  {name}  {test['verdict']}  {test['wall_ms']} ms")
        else:
            self._live.show(f"{self._passed} passed, {self._failed} failed  {name}")

    def _tell(self, line: str) -> None:
        if self._live is not None:
            self._live.show(line)
        elif not self._quiet:
            click.echo(line, err=True)


class _Live:
    """A line that changes."""

    def __init__(self, line: str) -> None:
        from rich.console import Console  # noqa: PLC0415 - pipelines have no use for it, and it takes time to load
        from rich.text import Text  # noqa: PLC0415 - as above

        # A plain string would be read as markup: names of tests have brackets.
        self._text = Text
        self._status = Console(stderr=True, highlight=False).status(Text(line))
        self._status.start()

    def show(self, line: str) -> None:
        self._status.update(self._text(line, no_wrap=True, overflow="ellipsis"))

    def stop(self) -> None:
        self._status.stop()
