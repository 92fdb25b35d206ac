"""Registers the packages in the challenge folders, once, when the API starts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from judge.domain.errors import FieldProblem, InvalidInput, Taken, Unavailable
from judge.domain.version import ChallengeVersion
from judge.packages import load, package_folders, read_folder
from judge.runtimes import Runtime
from judge.service.ports import Packages
from judge.service.shelves import Shelf
from judge.service.versions import publish_folder

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Broken:
    """A package folder that was not registered, and why."""

    folder: str
    problems: tuple[FieldProblem, ...]

    def __str__(self) -> str:
        first = "; ".join(f"{problem.field} {problem.message}" for problem in self.problems[:3])
        more = f"; and {len(self.problems) - 3} more" if len(self.problems) > 3 else ""
        return f"challenge package {self.folder} is broken: {first}{more}"

    @property
    def brief(self) -> str:
        """For whoever may not read the package."""
        return f"challenge package {Path(self.folder).name} is broken; the log says why, and judge challenge check"


class Registration:
    """Puts what the folders hold into the store, and remembers what could not go there."""

    def __init__(
        self,
        folders: Sequence[Path],
        packages: Packages,
        versions: Shelf[ChallengeVersion],
        runtimes: Mapping[str, Runtime],
    ) -> None:
        self._folders = folders
        self._packages = packages
        self._versions = versions
        self._runtimes = runtimes
        self._done = False
        self.broken: tuple[Broken, ...] = ()

    def try_once(self) -> None:
        """Register everything, unless that was done. A store that is away is no error: the next call tries again."""
        if self._done:
            return
        try:
            self.broken = tuple(self._register())
            for broken in self.broken:
                _log.warning("package_broken", folder=broken.folder, problems=str(broken))
        except Unavailable as error:
            _log.warning("registration_postponed", error=str(error))
        else:
            self._done = True

    def _register(self) -> Iterator[Broken]:
        for folder in self._folders:
            if not folder.is_dir():
                yield Broken(str(folder), (FieldProblem("JUDGE_CHALLENGES", "names it, and there is no such folder"),))
        seen: dict[str, Path] = {}
        for folder in self._packages_found():
            try:
                files = read_folder(folder)
                challenge = load(files, self._runtimes, folder=folder.name)
                if (first := seen.setdefault(challenge.id, folder)) != folder:
                    raise InvalidInput("duplicate", (FieldProblem("id", f"is already used by {first}"),))
                version = publish_folder(self._packages, self._versions, challenge.id, files)
            except Taken:
                problem = FieldProblem("id", "is that of an organisation's challenge; choose another one")
                yield Broken(folder.name, (problem,))
                continue
            except InvalidInput as error:
                yield Broken(folder.name, error.problems or (FieldProblem("package", str(error)),))
                continue
            _log.info("package_registered", challenge=challenge.id, version=version.number, package=version.package)

    def _packages_found(self) -> Iterator[Path]:
        for folder in self._folders:
            yield from package_folders(folder)
