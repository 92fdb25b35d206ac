"""Challenges by the content hash of their package, parsed once per worker process."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from judge.domain.challenge import Challenge
from judge.runtimes import Runtime
from judge.service.registry import PackageFiles

KEPT = 32
"""Parsed challenges kept; each holds its package's files, some MiB at most."""

Loader = Callable[[Mapping[str, bytes], Mapping[str, Runtime]], Challenge]


class LoadedChallenges:
    def __init__(self, packages: PackageFiles, runtimes: Mapping[str, Runtime], load: Loader) -> None:
        self._packages = packages
        self._runtimes = runtimes
        self._load = load
        self.get = lru_cache(maxsize=KEPT)(self._read)

    def _read(self, package: str) -> Challenge:
        """Raises NotFound, or InvalidInput for a package that this version of the judge cannot read."""
        return self._load(self._packages.files(package), self._runtimes)
