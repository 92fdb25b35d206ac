"""Tests of the judge's own that cannot pass, run before, between and after the groups of a suite.

Whoever makes everything pass makes these pass too, and is found out by it. They lie in files of their own at the top,
where no ``conftest.py`` of a group holds, and never between tests of one group: fixtures live as long as without them.
"""

from pathlib import Path
from typing import Any

SOURCE = b"""
import unittest

import pytest


def test_sum():
    total = sum([1, 1])
    assert total == 3


def test_raises():
    with pytest.raises(LookupError):
        str()


def test_fails():
    pytest.fail("as it must")


class TestMore(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(1 + 1, 3)
"""


def sources(root: Path, names: list[str]) -> dict[Path, bytes]:
    """The files of ``names``, each with the same tests."""
    return {root / name: SOURCE for name in names}


def spread(items: list[Any], traps: list[list[Any]], root: Path) -> list[Any]:
    """``items`` with one of ``traps`` before each folder below ``root``, and the rest of them last."""
    waiting = list(traps)
    spread_out: list[Any] = []
    folder = ""
    for item in items:
        beside = item.path.relative_to(root).parts[0]
        if beside != folder and len(waiting) > 1:
            spread_out += waiting.pop(0)
        folder = beside
        spread_out.append(item)
    return [*spread_out, *(item for trap in waiting for item in trap)]
