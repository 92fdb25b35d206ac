"""Tests that run pytest (or unittest) become a suite stage: a group for each, with the test files it is run on."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from judge.imports.classroom.commands import Pytest
from judge.imports.classroom.reading import AutoTest
from judge.imports.classroom.sharing import Shared, group_name, limits_of, stage
from judge.imports.imported import Notes
from judge.packages.pytest_sources import is_test_file

NAME = "unit"
_CONFTEST = "conftest.py"


def unit_stage(
    tests: Sequence[tuple[AutoTest, Pytest]], files: Mapping[str, bytes], shared: Shared, notes: Notes
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The stage (or none), and the test files in it. A file is graded once: the first test that names it has it."""
    groups: dict[str, float | None] = {}
    owners: dict[str, str] = {}
    made: dict[str, bytes] = {}
    carried = []
    for test, command in tests:
        found = _test_files(command, files)
        if not found:
            notes.add(test.where, "was not carried over: the test files that it names are not there (give --starter)")
            continue
        carried.append(test)
        owner = next((owners[path] for path in found if path in owners), "")
        name = owner or group_name(test.name, groups)
        if owner or command.selected:
            notes.add(test.where, f"is graded together with all tests of its files, in the group {name}")
        groups[name] = _sum(groups.get(name), test.points)
        for path in found:
            if owners.setdefault(path, name) == name:
                made |= _placed(path, name, files)
    if not groups:
        return [], {}
    built = stage(NAME, "suite", groups, shared, notes)
    built |= {"framework": "pytest", "limits": limits_of(carried, notes)}
    return [built], made


def is_unit_file(path: str) -> bool:
    return is_test_file(path) or PurePosixPath(path).name == _CONFTEST


def named_files(tests: Sequence[tuple[AutoTest, Pytest]], files: Mapping[str, bytes]) -> set[str]:
    """Files that are tests because a test runs them, whatever they are called."""
    return {path for _, command in tests for path in _test_files(command, files)}


def _test_files(command: Pytest, files: Mapping[str, bytes]) -> list[str]:
    if not command.paths:
        return [path for path in sorted(files) if is_test_file(path)]
    found: list[str] = []
    for wanted in command.paths:
        if wanted in files:
            found.append(wanted)
        else:
            inside = "" if wanted in ("", ".") else wanted + "/"
            found += [path for path in sorted(files) if path.startswith(inside) and is_test_file(path)]
    return list(dict.fromkeys(found))


def _placed(path: str, group: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """A test file in its group's folder, with the conftest.py of its folders."""
    pure = PurePosixPath(path)
    name = pure.name if is_test_file(path) else f"test_{pure.name}"
    root = f"stages/{NAME}/{group}"
    made = {f"{root}/{pure.with_name(name)}": files[path]}
    for folder in pure.parents:
        if (beside := str(folder / _CONFTEST)) in files:
            made[f"{root}/{beside}"] = files[beside]
    return made


def _sum(before: float | None, more: float | None) -> float | None:
    return more if before is None else before + (more or 0.0)
