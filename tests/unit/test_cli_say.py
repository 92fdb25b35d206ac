"""What commands print for people, on a terminal and elsewhere."""

import io
import sys
from typing import Any

import pytest

from judge.cli.say import Progress, printable, unheard

ODD = "test_a[/x-[red]]\x1b[2J"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(monkeypatch: pytest.MonkeyPatch, output: io.StringIO, **environment: str) -> str:
    for name in ("CI", "NO_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", "COLUMNS": "100", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", output)
    test: dict[str, Any] = {"name": ODD, "verdict": "wrong_answer", "wall_ms": 3}
    with Progress("starting") as progress:
        progress.state("running")
        progress.test("cases", test)
    return output.getvalue()


def test_on_a_terminal_a_line_changes_and_names_are_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    text = told(monkeypatch, Terminal())
    assert "0 passed, 1 failed  cases test_a[/x-[red]]" in text
    assert "\x1b[2J" not in text


@pytest.mark.parametrize(
    ("output", "environment"), [(io.StringIO, {}), (Terminal, {"NO_COLOR": "1"}), (Terminal, {"CI": "true"})]
)
def test_elsewhere_each_test_is_a_plain_line(
    monkeypatch: pytest.MonkeyPatch, output: type[io.StringIO], environment: dict[str, str]
) -> None:
    text = told(monkeypatch, output(), **environment)
    assert text.splitlines() == ["running", "FAIL  cases test_a[/x-[red]]\ufffd[2J  wrong_answer  3 ms"]


def test_nothing_turns_a_text_around_or_moves_the_cursor() -> None:
    assert printable("a\tb\r\x1b\u202ec\nd") == "a\ufffdb\ufffd\ufffd\ufffdc\nd"


def test_the_runner_hears_nothing_of_what_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    output = io.StringIO()
    with unheard(output):
        print("::error::forged", file=output)
    first, quoted, last = output.getvalue().splitlines()
    assert quoted == "::error::forged"
    assert first.removeprefix("::stop-commands::") == last.strip(":")
