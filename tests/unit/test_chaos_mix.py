"""What a chaos run sends: nothing that the judge under test could never take, or the run would not end."""

import random
from collections.abc import Set

import pytest

from judge.runtimes import load_catalogue
from judge.sidecars import load_sidecars
from tests.chaos.mix import Mix, Work


def _works(runtimes: Set[str], sidecars: Set[str]) -> list[Work]:
    return Mix(random.Random(1), runtimes=runtimes, sidecars=sidecars).distinct()


@pytest.mark.parametrize("sidecars", ["", "redis", "postgres", "postgres redis"])
def test_what_has_a_sidecar_beside_it_is_sent_only_where_all_of_them_are(sidecars: str) -> None:
    there = set(sidecars.split())
    for work in _works({"python", "node"}, there):
        assert work.sidecars <= there, work.name


def test_where_everything_is_everything_is_sent() -> None:
    works = _works(set(load_catalogue()), set(load_sidecars()))
    assert {"postgres"} <= {kind for work in works for kind in work.sidecars}
    assert {work.runtime for work in works} == set(load_catalogue())


def test_what_needs_another_runtime_is_not_sent() -> None:
    assert {work.runtime for work in _works({"python", "cpp"}, set())} == {"python", "cpp"}
