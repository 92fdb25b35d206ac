"""The challenges there are: the current version of each, loaded once per content hash."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from judge.domain.access import SHARED, Caller, Reach, Scope
from judge.domain.challenge import Challenge
from judge.domain.errors import InvalidInput, NotFound
from judge.packages import load
from judge.packages.kept import KeptChallenges
from judge.runtimes import Runtime
from judge.service.ports import Packages, Version

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """A challenge and which version of it this is."""

    version: Version
    challenge: Challenge


Limit = Callable[[Caller], frozenset[str] | None]
"""The only challenges that a caller may know of; none if that is not limited."""


class Catalogue:
    def __init__(
        self, packages: Packages, runtimes: Mapping[str, Runtime], limit: Limit = lambda _caller: None
    ) -> None:
        self._limit = limit
        self._packages = packages
        self._loaded = KeptChallenges(packages.files, lambda files: load(files, runtimes))

    def current(self, challenge: str, scope: Scope) -> Published:
        """Raises NotFound, also for one that the caller may not know of."""
        version = self._packages.latest(challenge)
        limit = self._limit(scope.caller)
        if not _visible(version, scope) or (limit is not None and challenge not in limit):
            raise NotFound(f"there is no challenge {challenge}")
        return Published(version, self.content(version.package))

    def all(self, scope: Scope) -> list[Published]:
        """Every challenge the caller may know of, by id. One that cannot be loaded any more is left out and logged."""
        found = []
        limit = self._limit(scope.caller)
        visible = (
            version
            for version in self._packages.all_latest()
            if _visible(version, scope) and (limit is None or version.challenge in limit)
        )
        for version in sorted(visible, key=lambda version: version.challenge):
            try:
                found.append(Published(version, self.content(version.package)))
            except (InvalidInput, NotFound) as error:
                _log.warning("challenge_not_loadable", challenge=version.challenge, error=str(error))
        return found

    def content(self, package: str) -> Challenge:
        """The challenge of a content hash. Raises NotFound."""
        return self._loaded.get(package)


def _visible(version: Version, scope: Scope) -> bool:
    """The challenges of no organisation are there for all, the others for their own."""
    return scope.reach is Reach.ALL or version.organisation in (SHARED, scope.caller.organisation)
