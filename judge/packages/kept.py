"""Loaded packages in memory: those that were asked for last, as many as there is room for."""

from collections import OrderedDict
from collections.abc import Callable, Mapping

from judge.domain.challenge import Challenge

MOST_BYTES = 256 * 1024 * 1024
"""A challenge holds its package's files: most have some hundred KiB, a few have 64 MiB."""
MOST = 500

Files = Mapping[str, bytes]


class KeptChallenges:
    """``read`` gets the files of a content hash, ``load`` makes the challenge of them."""

    def __init__(
        self, read: Callable[[str], Files], load: Callable[[Files], Challenge], *, most_bytes: int = MOST_BYTES
    ) -> None:
        self._read = read
        self._load = load
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, tuple[Challenge, int]] = OrderedDict()

    def get(self, package: str) -> Challenge:
        """Raises what ``read`` and ``load`` raise."""
        if package in self._kept:
            self._kept.move_to_end(package)
            return self._kept[package][0]
        files = self._read(package)
        challenge = self._load(files)
        self._kept[package] = challenge, sum(map(len, files.values()))
        while len(self._kept) > 1 and (self._bytes > self._most_bytes or len(self._kept) > MOST):
            self._kept.popitem(last=False)
        return challenge

    @property
    def _bytes(self) -> int:
        return sum(size for _, size in self._kept.values())
