"""Packages that are made to cost the server much: all that is wrong with them is said in little time."""

from collections.abc import Mapping

import pytest

from judge.domain.errors import InvalidInput
from judge.packages import load
from tests.measured import processor_time
from tests.unit.packages_sample import FILES, MANIFEST, RUNTIMES, package, with_files
from tests.unit.service_sample import service_package

FAR = 10_000
LITTLE_S = 1.5
LIMITS = "limits: {cpu_s: 1, memory_mib: 64}\n"


def empty(form: str, number: int = FAR) -> dict[str, bytes]:
    return {form.format(at): b"" for at in range(number)}


def listed(form: str, number: int) -> str:
    return "[" + ",".join(form.format(at) for at in range(number)) + "]"


def groups_of_a_test() -> dict[str, bytes]:
    marks = b"\n".join(b'mark.group("q%d")' % at for at in range(100_000))
    return {**service_package(), "stages/api/sample/test_marks.py": marks}


def read_only_files() -> dict[str, bytes]:
    return {**package((LIMITS, LIMITS + f"readonly: {listed('b{}', FAR)}\n")), **empty("readonly/c{}")}


def folders_of_no_stage() -> dict[str, bytes]:
    stages = "".join(f"  - {{name: a-stage-of-mine-{at}, kind: stdio, points: 1}}\n" for at in range(48))
    return {**FILES, "challenge.yaml": (MANIFEST + stages).encode(), **empty("stages/a-stage-of-yours-{}/x")}


def folders_of_no_group() -> dict[str, bytes]:
    groups = "".join(f"      - {{name: group-number-{at}, points: 0}}\n" for at in range(98))
    return {**package(("    groups:\n", "    groups:\n" + groups)), **empty("stages/cases/group-numbr-{}/1.in")}


def main_files_of_no_runtime() -> dict[str, bytes]:
    mains = ",".join(f"q{at}: a" for at in range(9_500))
    return package((LIMITS, LIMITS + f"main: {{{mains}}}\n"))


def needed_stages() -> dict[str, bytes]:
    return package(("needs: [cases]", f"needs: {listed('q{}', 18_000)}"))


@pytest.mark.parametrize(
    ("made", "count"),
    [
        (groups_of_a_test, 100_000),
        (read_only_files, 2 * FAR),
        (folders_of_no_stage, FAR + 48),
        (folders_of_no_group, 2 * FAR + 98),
        (main_files_of_no_runtime, 9_500),
        (needed_stages, 18_000),
    ],
)
def test_a_package_with_very_many_problems_is_refused_in_little_time(made, count: int) -> None:
    """To compare each with all before it took 10 minutes for the first, and 40 s for the second."""
    files: Mapping[str, bytes] = made()
    with processor_time() as time, pytest.raises(InvalidInput) as caught:
        load(files, RUNTIMES)
    assert time.cpu_s < LITTLE_S
    assert (
        str(caught.value)
        == f"challenge package {'counter' if made is groups_of_a_test else 'adder'} has {count} problems"
    )
    *shown, rest = caught.value.problems
    assert len(shown) == 200
    assert rest.message == f"{count - 200} more problems are not shown"


def test_a_long_path_in_a_package_is_not_compared_with_others() -> None:
    files = with_files(FILES, {"a\u0301\u0316" + "\u0301\u0316" * 40_000: b""})
    with processor_time() as time, pytest.raises(InvalidInput, match="has 1 problem"):
        load(files, RUNTIMES)
    assert time.cpu_s < LITTLE_S
