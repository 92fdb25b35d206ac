"""docs/service-challenges.md: its example loads, and what it says a test can use is in the tester."""

import ast
import re
from pathlib import Path

import pytest

from judge.packages import load
from judge.runtimes import load_catalogue
from tests.unit.packages_sample import shown_files

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "service-challenges.md").read_text()
TESTER = CHECKOUT / "worker" / "tester" / "judge_tester"
USE = PAGE.split("## What a test can use")[1].split("\n## ")[0]


def test_the_example_loads():
    (stage,) = load(shown_files(PAGE), load_catalogue(), folder="visit-counter").stages
    assert stage.service.ready.path == "/healthz"
    assert [group.name for group in stage.groups] == ["sample", "counting", "durability"]
    assert {path for path in stage.files if "/" not in path} == {"visits.py"}


def test_the_sources_of_the_example_are_python():
    sources = {path: content for path, content in shown_files(PAGE).items() if path.endswith(".py")}
    assert len(sources) == 7
    for path, content in sources.items():
        ast.parse(content, path)


def defined(*paths: str) -> set[str]:
    """Functions and attributes that these files of the tester define."""
    text = "\n".join(source.read_text() for path in paths for source in TESTER.glob(path))
    found = re.findall(r"def (\w+)|self\.(\w+) =|^    (\w+):", text, re.MULTILINE)
    return {name for names in found for name in names if name}


@pytest.mark.parametrize(
    ("before", "paths"),
    [
        ("service", ("service.py",)),
        ("db", ("sidecars/*.py",)),
        ("cache", ("sidecars/*.py",)),
        ("payments", ("upstream/upstream.py",)),
    ],
)
def test_every_use_of_a_fixture_in_the_table_is_defined(before, paths):
    told = set(re.findall(rf"`{before}\.(\w+)", USE))
    assert told
    assert told - defined(*paths) == set()


@pytest.mark.parametrize(
    ("begins", "path"),
    [("service.fire", "races/race.py"), ("payments.on", "upstream/rule.py"), ("expect(", "expect.py")],
)
def test_what_follows_a_use_in_the_table_is_defined(begins, path):
    (row,) = [row for row in USE.splitlines() if row.startswith(f"| `{begins}")]
    told = set(re.findall(r"`(\w+)[(`]", row.split(" | ")[1])) - {"payments"}
    assert told
    assert told - defined(path) == set()


def test_what_is_imported_is_given_by_the_tester():
    given = ast.literal_eval((TESTER / "__init__.py").read_text().split("__all__ = ")[1])
    imported = re.findall(r"from judge_tester import (.+)", PAGE)
    invariants = re.findall(r"`(\w+)`", next(row for row in USE.splitlines() if "never_oversold" in row))
    assert {*", ".join(imported).split(", "), *invariants} <= set(given)


def test_the_markers_are_those_of_the_tester():
    section = PAGE.split("## Points, groups, visibility")[1].split("\n## ")[0]
    markers = (TESTER / "running" / "marks.py").read_text().split("MARKERS = (")[1].split("\n)")[0]
    assert re.findall(r"^\| `@pytest\.mark\.(\w+)", section, re.MULTILINE) == re.findall(
        r'^ +"(\w+)', markers, re.MULTILINE
    )
