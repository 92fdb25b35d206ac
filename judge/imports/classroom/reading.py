"""Reads the tests: the old JSON file, or the steps of the newer workflow."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from judge.imports.imported import Notes, refusal
from judge.imports.values import decoded, mapping, number, one_line, text, yaml_mapping

JSON = ".github/classroom/autograding.json"
WORKFLOWS = ".github/workflows/"
_MAX_TESTS = 100
_ACTIONS = {
    "autograding-io-grader": "io",
    "autograding-command-grader": "command",
    "autograding-python-grader": "python",
}
_NOT_TESTS = ("actions/checkout", "autograding-grading-reporter", "actions/setup-")
_MINUTES = 10.0


class Comparison(StrEnum):
    """``ANY``: only that the command ends well counts."""

    INCLUDED = "included"
    EXACT = "exact"
    REGEX = "regex"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoTest:
    """``where`` names it in notes. ``points`` is absent where none are given."""

    where: str
    name: str
    setup: str
    run: str
    input: str
    output: str
    comparison: Comparison
    minutes: float
    points: float | None


def read_tests(files: Mapping[str, bytes], notes: Notes) -> tuple[AutoTest, ...]:
    """The newer workflow where there is one, else the JSON file.

    Raises:
        InvalidInput: there is neither, or nothing in it.
    """
    tests = tuple(_of_workflows(files, notes)) or tuple(_of_json(files, notes))
    if not tests:
        raise refusal(JSON, "has no tests, and no workflow has steps of the autograding graders")
    if len(tests) > _MAX_TESTS:
        raise refusal(JSON, f"has more than {_MAX_TESTS} tests")
    return tests


def _of_json(files: Mapping[str, bytes], notes: Notes) -> Iterator[AutoTest]:
    if JSON not in files:
        raise refusal(JSON, f"is missing, and no file in {WORKFLOWS} has steps of the autograding graders")
    try:
        value = json.loads(decoded(JSON, files[JSON]))
    except (ValueError, RecursionError) as error:
        raise refusal(JSON, "is not valid JSON") from error
    listed = mapping(value).get("tests")
    if not isinstance(listed, list):
        raise refusal(f"{JSON}: tests", "must be a list")
    for index, entry in enumerate(listed):
        test = mapping(entry)
        where = f"{JSON}: tests[{index}]"
        output, given = text(test.get("output")), text(test.get("input"))
        comparison = _comparison(test.get("comparison"), where, notes)
        yield AutoTest(
            where=where,
            name=one_line(text(test.get("name"))) or f"test {index + 1}",
            setup=text(test.get("setup")),
            run=text(test.get("run")),
            input=given,
            output=output,
            # A test with neither was never compared with anything.
            comparison=comparison if output or given else Comparison.ANY,
            minutes=_minutes(test.get("timeout"), 1.0),
            points=_points(test.get("points"), where, notes),
        )


def _of_workflows(files: Mapping[str, bytes], notes: Notes) -> Iterator[AutoTest]:
    for path in sorted(files):
        if path.startswith(WORKFLOWS) and path.endswith((".yml", ".yaml")) and b"grader@" in files[path]:
            for name, job in mapping(yaml_mapping(path, files[path]).get("jobs")).items():
                steps = mapping(job).get("steps")
                for index, step in enumerate(steps if isinstance(steps, list) else []):
                    yield from _step(f"{path}: jobs.{name}.steps[{index}]", mapping(step), notes)


def _step(where: str, step: Mapping[str, Any], notes: Notes) -> Iterator[AutoTest]:
    action = text(step.get("uses"))
    kind = _ACTIONS.get(action.partition("@")[0].rpartition("/")[2])
    if kind is None:
        if action and not any(known in action for known in _NOT_TESTS):
            notes.add(where, f"the action {one_line(action)} was not carried over")
        if step.get("run"):
            notes.add(where, "its commands were not carried over")
        return
    given = mapping(step.get("with"))
    name = one_line(text(given.get("test-name")) or text(step.get("name"))) or where
    io = kind == "io"
    yield AutoTest(
        where=where,
        name=name,
        setup=text(given.get("setup-command")),
        run="pytest" if kind == "python" else text(given.get("command")),
        # Inputs of an action come without white space around them.
        input=text(given.get("input")).strip() if io else "",
        output=text(given.get("expected-output")).strip() if io else "",
        comparison=_comparison(given.get("comparison-method"), where, notes) if io else Comparison.ANY,
        minutes=_minutes(given.get("timeout"), _MINUTES),
        points=_points(given.get("max-score"), where, notes),
    )


def _comparison(value: object, where: str, notes: Notes) -> Comparison:
    word = text(value) or Comparison.INCLUDED
    if word == "contains":
        return Comparison.INCLUDED
    if word not in (Comparison.INCLUDED, Comparison.EXACT, Comparison.REGEX):
        notes.add(where, f"the comparison {one_line(word)} is unknown; included was taken, as Classroom did")
        return Comparison.INCLUDED
    return Comparison(word)


def _minutes(value: object, otherwise: float) -> float:
    found = number(value)
    return found if found is not None and found > 0 else otherwise


def _points(value: object, where: str, notes: Notes) -> float | None:
    found = number(value)
    if found is not None and not 0 <= found <= 1_000_000:
        notes.add(where, f"{found:g} points were not carried over: points are between 0 and 1000000")
        return 0.0
    return found
