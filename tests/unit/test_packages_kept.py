from collections.abc import Mapping

import pytest

from judge.domain.challenge import Challenge
from judge.packages import kept as kept_packages
from judge.packages.kept import KeptChallenges
from tests.unit.packages_sample import FILES, loaded


class Reader:
    """A store whose packages have so many bytes; remembers what was read."""

    def __init__(self, size: int) -> None:
        self.read: list[str] = []
        self._size = size

    def __call__(self, package: str) -> Mapping[str, bytes]:
        self.read.append(package)
        return {"file": bytes(self._size)}


def kept(reader: Reader) -> KeptChallenges:
    def load(_files: Mapping[str, bytes]) -> Challenge:
        return loaded(FILES)

    return KeptChallenges(reader, load, most_bytes=100)


def test_what_there_is_room_for_is_read_once() -> None:
    reader = Reader(50)
    challenges = kept(reader)
    first = challenges.get("a")
    challenges.get("b")
    assert challenges.get("a") is first
    assert reader.read == ["a", "b"]


def test_what_was_not_asked_for_the_longest_makes_room() -> None:
    reader = Reader(50)
    challenges = kept(reader)
    for package in ("a", "b", "a", "c", "a", "b"):
        challenges.get(package)
    assert reader.read == ["a", "b", "c", "b"]


def test_one_that_is_larger_than_all_the_room_is_kept_alone() -> None:
    reader = Reader(500)
    challenges = kept(reader)
    for package in ("a", "a", "b", "b", "a"):
        challenges.get(package)
    assert reader.read == ["a", "b", "a"]


def test_no_more_are_kept_than_there_may_be_however_small_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_packages, "MOST", 2)
    reader = Reader(0)
    challenges = kept(reader)
    for package in ("a", "b", "c", "a"):
        challenges.get(package)
    assert reader.read == ["a", "b", "c", "a"]
