"""Challenges by the content hash of their package, parsed once per worker process."""

from collections.abc import Callable, Mapping

from judge.domain.challenge import Challenge
from judge.packages.kept import KeptChallenges
from judge.runtimes import Runtime
from judge.service.registry import PackageFiles

MOST_BYTES = 128 * 1024 * 1024
"""Of the files of parsed challenges; there is a worker process for every processor."""

Loader = Callable[[Mapping[str, bytes], Mapping[str, Runtime]], Challenge]


class LoadedChallenges(KeptChallenges):
    """``get`` raises NotFound, or InvalidInput for a package that this version of the judge cannot read."""

    def __init__(self, packages: PackageFiles, runtimes: Mapping[str, Runtime], load: Loader) -> None:
        super().__init__(packages.files, lambda files: load(files, runtimes), most_bytes=MOST_BYTES)
