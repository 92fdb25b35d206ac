"""What readers of a verdict see through the command: a candidate no more than the groups allow, a runner no orders."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from judge.cli.exits import Exit
from judge.domain.access import Role
from tests.fakes.command import Command, at_work
from tests.fakes.world import SECRET, World, a_test, wrong_report

SUBMIT = ("submit", "solution", "--challenge", "adder")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return at_work(tmp_path, monkeypatch)


def test_a_candidates_key_brings_a_candidates_report_everywhere(
    world: World, monkeypatch: pytest.MonkeyPatch, work: Path
) -> None:
    command = Command(world, monkeypatch, wrong_report())
    names = ("junit", "sarif", "gradescope", "markdown")
    options = [word for name in names for word in (f"--{name}", f"out/{name}")]
    key = world.key(Role.CI, subject="pipeline")
    done = command.run(*SUBMIT, *options, JUDGE_API_KEY=key, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="out/summary")
    assert done.exit_code == Exit.FAILED
    written = [file.read_text() for file in (work / "out").iterdir()]
    assert len(written) == 5
    for text in (*written, done.output, done.stderr):
        assert SECRET not in text
        assert key not in text


def test_gradescope_shows_what_a_candidate_may_see_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch, work: Path
) -> None:
    command = Command(world, monkeypatch, wrong_report())
    arguments = (*SUBMIT, "--gradescope", "results.json")
    command.run(*arguments)
    shown = {test["name"]: test["visibility"] for test in json.loads((work / "results.json").read_text())["tests"]}
    assert shown == {"cases sample/1": "hidden", "cases hidden/2": "hidden"}
    assert SECRET not in json.loads((work / "results.json").read_text())["output"]
    command.run(*arguments, JUDGE_API_KEY=world.key(Role.CI))
    shown = {test["name"]: test["visibility"] for test in json.loads((work / "results.json").read_text())["tests"]}
    assert shown == {"cases sample/1": "visible", "cases hidden/2": "visible"}
    assert SECRET not in (work / "results.json").read_text()


def test_on_github_nothing_a_candidate_printed_is_a_command(
    world: World, monkeypatch: pytest.MonkeyPatch, work: Path
) -> None:
    evil = a_test("sample/1", message="\n::set-env name=PATH::/tmp\r\n::error::forged\x1b[2J")
    report = replace(wrong_report(), stages=(replace(wrong_report().stages[0], tests=(evil,)),))
    done = Command(world, monkeypatch, report).run(
        *SUBMIT, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(work / "summary.md")
    )
    lines = done.stdout.splitlines()
    (stop,) = [number for number, line in enumerate(lines) if line.startswith("::stop-commands::")]
    word = lines[stop].removeprefix("::stop-commands::")
    (go,) = [number for number, line in enumerate(lines) if line == f"::{word}::"]
    outside = lines[:stop] + lines[go + 1 :]
    assert not [line for line in outside if line.startswith("::")]
    assert len(word) == 32
    assert "\x1b" not in done.output
    annotations = [line for line in done.stderr.splitlines() if line.startswith("::")]
    assert [line.split(" ")[0] for line in annotations] == ["::error"]
    assert "::set-env" not in [line.strip() for line in done.stderr.splitlines()]
    assert "\n::" not in (work / "summary.md").read_text()
