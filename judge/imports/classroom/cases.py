"""Tests that start a program become a stdio stage, with one group for each test."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from judge.imports.classroom.commands import Launch
from judge.imports.classroom.comparing import EACH, FOLDER, SOURCE, as_python
from judge.imports.classroom.launchers import NAMES, SOURCES, named
from judge.imports.classroom.reading import AutoTest, Comparison
from judge.imports.classroom.sharing import Shared, group_name, limits_of, stage
from judge.imports.imported import Notes

_NAME = "output"
_MAX_PATTERN = 10_000
_BROKEN = (re.error, RecursionError, OverflowError)

Launched = tuple[AutoTest, Launch]


@dataclass(frozen=True, slots=True)
class Program:
    """What is started: ``main`` of the challenge, and the launcher among ``files`` where there are several programs."""

    runtime: str
    main: str
    files: Mapping[str, bytes]


def one_program(launched: Sequence[Launched], runtimes: Sequence[str], notes: Notes) -> tuple[Program, list[Launched]]:
    """A challenge has one main file for each runtime: the tests that can be carried over together, and how."""
    here = [pair for pair in launched if pair[1].runtime in runtimes]
    _note_left(launched, here, "there is no runtime {0.runtime} here", notes)
    runtime = Counter(launch.runtime for _, launch in here).most_common(1)[0][0]
    same = [pair for pair in here if pair[1].runtime == runtime]
    _note_left(here, same, f"most tests start {runtime}, and it starts {{0.runtime}}", notes)
    mains = Counter(launch.main for _, launch in same)
    if len(mains) == 1 or runtime not in SOURCES:
        main = mains.most_common(1)[0][0]
        kept = [pair for pair in same if pair[1].main == main]
        _note_left(same, kept, f"most tests start {main}, and it starts {{0.main}}", notes)
        return Program(runtime, main, {}), kept
    return Program(runtime, NAMES[runtime], {NAMES[runtime]: SOURCES[runtime]}), same


def _note_left(before: Sequence[Launched], after: Sequence[Launched], why: str, notes: Notes) -> None:
    for test, launch in before:
        if (test, launch) not in after:
            notes.add(test.where, f"was not carried over: {why.format(launch)}")


def case_stages(
    launched: Sequence[Launched], program: Program, files: Mapping[str, bytes], shared: Shared, notes: Notes
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The stage (or none), and its files with the checker's."""
    pairs = [pair for pair in launched if _fits(pair[0], notes)]
    if not pairs:
        return [], {}
    kinds = {test.comparison for test, _ in pairs}
    how = str(next(iter(kinds))) if len(kinds) == 1 else EACH
    made: dict[str, bytes] = {f"{FOLDER}/main.py": SOURCE}
    groups: dict[str, float | None] = {}
    for test, launch in pairs:
        group = group_name(test.name, groups)
        groups[group] = test.points
        answer = _answer(test) if how != EACH else f"{test.comparison}\n{_answer(test)}"
        path = f"stages/{_NAME}/{group}/1"
        made |= {f"{path}.in": _given(test, launch, files, notes), f"{path}.ans": answer.encode("utf-8", "replace")}
        if args := _arguments(launch, program):
            made[f"{path}.args"] = "".join(f"{argument}\n" for argument in args).encode("utf-8", "replace")
    built = stage(_NAME, "stdio", groups, shared, notes)
    built["checker"] = {"type": "program", "path": FOLDER, "args": [how]}
    built["limits"] = limits_of([test for test, _ in pairs], notes)
    return [built], made


def _fits(test: AutoTest, notes: Notes) -> bool:
    if test.comparison is not Comparison.REGEX:
        return True
    pattern = as_python(test.output)
    try:
        if len(pattern) <= _MAX_PATTERN:
            re.compile(pattern, re.ASCII)
            return True
        why = "is too long"
    except _BROKEN as error:
        why = f"is none of Python: {error}"
    notes.add(test.where, f"was not carried over: its regular expression {why}")
    return False


def _answer(test: AutoTest) -> str:
    return as_python(test.output) if test.comparison is Comparison.REGEX else test.output


def _given(test: AutoTest, launch: Launch, files: Mapping[str, bytes], notes: Notes) -> bytes:
    """What is on standard input."""
    if not launch.stdin:
        return test.input.encode("utf-8", "replace")
    if launch.stdin not in files:
        notes.add(test.where, f"its input {launch.stdin} is not among the files; the test has no input")
    return files.get(launch.stdin, b"")


def _arguments(launch: Launch, program: Program) -> tuple[str, ...]:
    return (named(launch.runtime, launch.main), *launch.args) if program.files else launch.args
