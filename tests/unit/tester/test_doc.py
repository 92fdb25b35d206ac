"""docs/service-tests.md names everything that tests may use, and its examples are Python."""

import ast
import re
from pathlib import Path

import pytest

import judge_tester
from judge_tester import Call, Race, Service, Stopped, Upstream, expect
from judge_tester.running.marks import MARKERS, VISIBILITIES
from judge_tester.sidecars.redis import Redis
from judge_tester.sidecars.sql import SqlSidecar
from judge_tester.upstream.rule import Rule

DOC = (Path(__file__).resolve().parents[3] / "docs" / "service-tests.md").read_text("utf-8")
OURS = {"end_test", "renew", "wait_until_ready", "disconnect", "renewed", "matches", "next_step", "raw_query"}
OURS |= {"begin_test", "count_fired", "name", "response", "method", "path"}


@pytest.mark.parametrize("kind", [Service, Stopped, Race, Upstream, Rule, Call, SqlSidecar, Redis, expect])
def test_everything_of_a_class_is_named(kind: type) -> None:
    fields = getattr(kind, "__dataclass_fields__", {})
    names = {name for name in (*dir(kind), *fields) if not name.startswith("_")} - OURS

    assert {name for name in names if not re.search(rf"\b{name}\b", DOC)} == set()


def test_everything_that_can_be_imported_is_named() -> None:
    inner = {"Expectation", "Service", "Call", "Upstream", "ServiceFailed"}

    assert {name for name in judge_tester.__all__ if name not in inner and name not in DOC} == set()


def test_markers_and_visibilities_are_named() -> None:
    for text in MARKERS:
        assert f"pytest.mark.{re.split('[(:]', text)[0]}" in DOC
    for word in VISIBILITIES:
        assert f"`{word}`" in DOC or f'"{word}"' in DOC


def test_examples_are_python() -> None:
    blocks = re.findall(r"```python\n(.*?)```", DOC, re.DOTALL)

    assert len(blocks) >= 4
    for block in blocks:
        ast.parse(block)
