"""``json``: the same value, however it is spelled. Numbers may differ by the tolerance; everything else may not.

The output comes from an enemy: duplicate keys, ``NaN``, bad UTF-8, numbers of a million digits and nesting that would
exhaust the stack are wrong answers, never exceptions. Comparing keeps its own stack for the same reason.
"""

import json
import math
from typing import Any

from judge.domain.challenge import Case, Checker
from worker.graders.checkers.checked import RIGHT, Check, Checked, no_verdict, wrong
from worker.graders.evidence import clean

_LONGER = 32
_ALLOWANCE = 64 * 1024
# A parsed value takes up to thirty times the memory of its text, so text much longer than any way to lay out the
# answer is not parsed at all.

_VALUE_CHARS = 200
_PATH_STEPS = 40

Path = tuple["Path", str] | None
"""Steps back to the root, so that going deeper costs the same at any depth."""


class Refused(ValueError):
    """The text is not the kind of JSON that is accepted; the message says why."""


def checker(checker: Checker) -> Check:
    def check(case: Case, output: bytes) -> Checked:
        try:
            expected = parse(case.answer)
        except Refused as problem:
            return no_verdict(f"the answer file of {case.name} is not usable: {problem}")
        if len(output) > _LONGER * len(case.answer) + _ALLOWANCE:
            return wrong("The output is far longer than the answer.")
        try:
            given = parse(output)
        except Refused as problem:
            return wrong(str(problem), str(problem))
        difference = _difference(expected, given, checker)
        return wrong(difference) if difference else RIGHT

    return check


def parse(data: bytes) -> Any:
    """Raises Refused."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
    except RecursionError:
        raise Refused("It is nested too deeply.") from None
    except Refused:
        raise
    except UnicodeDecodeError as problem:
        raise Refused(f"It is not UTF-8 (byte {problem.start}).") from None
    except json.JSONDecodeError as problem:
        raise Refused(f"It is not JSON: {problem.msg} at line {problem.lineno}, column {problem.colno}.") from None
    except ValueError:
        raise Refused("It holds a number with too many digits.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Refused("An object has the same key twice.")
    return value


def _constant(name: str) -> float:
    raise Refused(f"{name} is not JSON.")


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise Refused("It holds a number that is too large.")
    return value


def _difference(expected: Any, given: Any, checker: Checker) -> str:
    """The first place that differs, with both values; empty if none does."""
    todo: list[tuple[Any, Any, Path]] = [(expected, given, None)]
    while todo:
        left, right, path = todo.pop()
        if isinstance(left, dict) and isinstance(right, dict):
            missing = next((key for key in left if key not in right), None)
            extra = next((key for key in right if key not in left), None)
            if missing is not None or extra is not None:
                what = f"key {_shown(missing)} is missing" if missing is not None else f"unknown key {_shown(extra)}"
                return f"{_spelled(path)}: {what}"
            todo.extend((left[key], right[key], (path, f".{key}")) for key in reversed(left))
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return f"{_spelled(path)}: expected {len(left)} items, got {len(right)}"
            todo.extend((left[at], right[at], (path, f"[{at}]")) for at in reversed(range(len(left))))
        elif not _same(left, right, checker):
            return f"{_spelled(path)}\n- {_shown(left)}\n+ {_shown(right)}"
    return ""


def _same(left: Any, right: Any, checker: Checker) -> bool:
    """Two values that are not both objects or both arrays."""
    if isinstance(left, bool) or isinstance(right, bool) or not _are_numbers(left, right):
        return type(left) is type(right) and bool(left == right)
    if left == right:
        return True
    try:
        distance = abs(left - right)
        return bool(distance <= checker.abs_tolerance or distance <= checker.rel_tolerance * abs(left))
    except OverflowError:  # an integer that no float can hold
        return False


def _are_numbers(left: Any, right: Any) -> bool:
    return isinstance(left, int | float) and isinstance(right, int | float)


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return f"an {'object' if isinstance(value, dict) else 'array'} of {len(value)}"
    return clean(json.dumps(value[:_VALUE_CHARS] if isinstance(value, str) else value, ensure_ascii=False))


def _spelled(path: Path) -> str:
    steps: list[str] = []
    while path is not None and len(steps) < _PATH_STEPS:
        path, step = path
        steps.append(step[:_VALUE_CHARS])
    return clean(("$" if path is None else "…") + "".join(reversed(steps)))
