"""A whole, good challenge package in memory, runtimes for it, and ways to break it."""

import re
from collections.abc import Mapping

from judge.domain.challenge import Challenge
from judge.domain.errors import FieldProblem, InvalidInput
from judge.packages import load
from judge.runtimes import Runtime

RUNTIMES = {
    "python": Runtime(
        name="python",
        title="Python",
        main="main.py",
        extensions=(".py",),
        run=("python3", "{main}"),
        frameworks=("pytest",),
    ),
    "node": Runtime(name="node", title="Node", main="main.js", extensions=(".js", ".mjs"), run=("node", "{main}")),
    "java": Runtime(name="java", title="Java", main="Main.java", extensions=(".java",), run=("java", "{stem}")),
}

MANIFEST = """\
format: 1
id: adder
title: Adder
summary: Adds.
difficulty: easy
skills: [arithmetic, parsing]
runtimes: [python]
limits: {cpu_s: 1, memory_mib: 64}
stages:
  - name: cases
    kind: stdio
    points: 60
    checker: {type: tokens}
    groups:
      - {name: sample, points: 10}
      - {name: hidden, points: 50, scoring: all_or_nothing}
  - name: unit
    kind: suite
    framework: pytest
    points: 40
    needs: [cases]
"""

FILES = {
    "challenge.yaml": MANIFEST.encode(),
    "statement.md": b"# Adder\n\nAdd two numbers.\n",
    "starter/python/main.py": b"print()\n",
    "starter/python/table.py": b"ROWS = 3\n",
    "stages/cases/sample/1.in": b"1 2\n",
    "stages/cases/sample/1.ans": b"3\n",
    "stages/cases/hidden/2.in": b"2 2\n",
    "stages/cases/hidden/2.ans": b"4\n",
    "stages/cases/hidden/10.in": b"",
    "stages/cases/hidden/10.ans": b"5\n",
    "stages/cases/hidden/10.args": b"2\nthree more\n",
    "stages/unit/sample/test_one.py": b"def test_one(): ...\n",
    "stages/unit/hidden/test_more.py": b"def test_a(): ...\nclass TestB:\n    async def test_c(self): ...\n",
    "submissions/accepted/sum/main.py": b"print(sum(map(int, input().split())))\n",
    "submissions/run_time_error/raises/main.py": b"raise SystemExit(1)\n",
}


def package(*edits: tuple[str, str]) -> dict[str, bytes]:
    """The good package with texts of challenge.yaml replaced; for files see ``with_files``."""
    text = MANIFEST
    for old, new in edits:
        assert old in text, f"{old!r} is not in the sample manifest"
        text = text.replace(old, new, 1)
    return {**FILES, "challenge.yaml": text.encode()}


def with_files(files: Mapping[str, bytes], changes: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """``files`` with some added or replaced, and those that map to none (or lie in such a folder) taken away."""
    gone = tuple(path for path, content in changes.items() if content is None)
    assert all(any(path.startswith(name) for path in files) for name in gone)
    kept = {path: content for path, content in files.items() if not gone or not path.startswith(gone)}
    return kept | {path: content for path, content in changes.items() if content is not None}


def shown_files(page: str) -> dict[str, bytes]:
    """The package that a page of the documentation shows file by file."""
    found = re.findall(r"\*\*`([^`]+)`\*\*\n\n```\w*\n(.*?)```\n", page, re.DOTALL)
    return {path: text.encode() for path, text in found}


def problems(files: Mapping[str, bytes], *, folder: str = "") -> tuple[FieldProblem, ...]:
    """All problems of a package; none when it loads."""
    try:
        load(files, RUNTIMES, folder=folder)
    except InvalidInput as error:
        found = error.problems
    else:
        return ()
    assert found, "an invalid package must say what is wrong"
    return found


def loaded(files: Mapping[str, bytes]) -> Challenge:
    return load(files, RUNTIMES)
