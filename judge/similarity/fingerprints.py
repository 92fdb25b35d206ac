"""Fingerprints of a file, by copydetect: the one module that imports it, and numpy.

Its names are replaced, its comments dropped, and of what is left overlapping pieces are hashed and some of them chosen
(winnowing): renaming, reformatting and moving code changes few of them.
"""

import signal
import sys
from bisect import bisect_right
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import FrameType, ModuleType

import numpy as np

from judge.domain.similarity import Lines
from judge.similarity.limits import SOURCE_CPU_S


@contextmanager
def _without_diagrams() -> Iterator[None]:
    """It imports matplotlib for diagrams in a report of its own; nobody here draws one, so it is not installed."""
    names = ("matplotlib", "matplotlib.pyplot")
    before = {name: sys.modules[name] for name in names if name in sys.modules}
    sys.modules.update({name: ModuleType(name) for name in names})
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(before)


with _without_diagrams():
    from copydetect.utils import (  # type: ignore[import-untyped]  # it has no types
        filter_code,
        get_copied_slices,
        get_document_fingerprints,
        get_token_coverage,
    )

PIECE = 25
"""Characters of filtered code; copydetect's own default, as is the window: a copy of 30 is always found."""
WINDOW = 6
MAX_SPOTS = 50


class TooSlow(Exception):
    """A lexer did not get over it in time."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of filtered code, and where in the file it is."""

    start: int
    end: int
    lines: Lines


class File:
    """One file with its fingerprints, and where each of them is."""

    def __init__(self, path: str, text: str, window: int = WINDOW) -> None:
        self._path = path
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        code = plain.lstrip("\n")  # as the lexer does, silently
        self._skipped_lines = len(plain) - len(code)
        self._breaks = [at for at, char in enumerate(code) if char == "\n"]
        filtered, offsets = filter_code(code, f"source{PurePosixPath(path).suffix}")
        self._size = len(filtered)
        self._offsets = np.array(offsets, dtype=int).reshape(-1, 2)
        # They count what was dropped up to a place, so they never fall; after the name of a class copydetect's do.
        self._dropped = np.maximum.accumulate(self._offsets[:, 1]) if len(self._offsets) else self._offsets[:, 1]
        self._index: dict[int, list[int]] = {}
        if self._size >= PIECE:
            _, self._index = get_document_fingerprints(filtered, PIECE, window)

    @property
    def hashes(self) -> Set[int]:
        return self._index.keys()

    def drop(self, hashes: Set[int]) -> None:
        """Forget what everybody was given."""
        self._index = {each: places for each, places in self._index.items() if each not in hashes}

    def covered(self, hashes: Set[int] | None = None) -> int:
        """How many characters of filtered code these fingerprints cover; all of them if none are given."""
        index = self._index if hashes is None else {each: self._index[each] for each in self.hashes & hashes}
        return int(get_token_coverage(index, PIECE, self._size)) if index else 0

    def spots(self, hashes: Set[int]) -> list[Spot]:
        """The stretches that these fingerprints cover, the longest first, as many as anybody would look at."""
        places = [place for each in self.hashes & hashes for place in self._index[each]]
        if not places:
            return []
        slices = zip(*get_copied_slices(np.array(sorted(set(places))), PIECE), strict=True)
        longest = sorted(((int(start), int(end)) for start, end in slices), key=lambda each: each[0] - each[1])
        return [Spot(start, end, self._lines(start, end)) for start, end in longest[:MAX_SPOTS]]

    def within(self, spot: Spot, hashes: Set[int]) -> Set[int]:
        """Those of the fingerprints that lie in this stretch."""
        return {
            each for each in self.hashes & hashes if any(spot.start <= place < spot.end for place in self._index[each])
        }

    def _lines(self, start: int, end: int) -> Lines:
        first, last = self._line(start), self._line(max(start, end - 1))
        return Lines(file=self._path, first=first, last=max(first, last))

    def _line(self, place: int) -> int:
        if len(self._offsets):
            at = min(int(np.searchsorted(self._offsets[:, 0], place)), len(self._offsets) - 1)
            place += int(self._dropped[at])
        return min(bisect_right(self._breaks, place - 1), len(self._breaks)) + 1 + self._skipped_lines


@contextmanager
def in_time() -> Iterator[None]:
    """Regular expressions look for signals while they search, so this ends those that would not come back.

    Raises:
        TooSlow
    """

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SOURCE_CPU_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
