"""Versions of challenges: uploaded, checked, published, reinstated, withdrawn, by whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from judge.clock import Now, utc_now
from judge.domain.access import SHARED, Reach, Scope
from judge.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from judge.domain.version import ChallengeVersion, Check, VersionState, version_id
from judge.service.catalogue import Catalogue
from judge.service.gate import gate_problems, registered
from judge.service.lists import checking_of
from judge.service.parts import Parts
from judge.service.ports import Packages, Version
from judge.service.shelves import Shelf
from judge.service.waiting import reason

_log = structlog.get_logger(__name__)
_LAST_NUMBER = 999_999
MOST = 20
"""Checks of one organisation under way at once: each is looked after every second, and others wait meanwhile."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version as it stands: its state knows what is current. ``reason`` is what its check waits for."""

    version: ChallengeVersion
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Newest first. ``cursor`` is the last number, 0 on the last page."""

    views: tuple[VersionView, ...]
    cursor: int


class VersionCases:
    def __init__(self, parts: Parts, catalogue: Catalogue, now: Now = utc_now) -> None:
        self._parts = parts
        self._shelf = parts.versions
        self._packages = parts.packages
        self._catalogue = catalogue
        self._now = now

    def page(self, challenge: str, scope: Scope, *, cursor: int, limit: int) -> VersionPage:
        """Raises NotFound."""
        self._readable(challenge, scope)
        before = version_id(challenge, cursor) if cursor else ""
        page = self._shelf.page(f"challenge:{challenge}", cursor=before, limit=limit)
        views = tuple(self._view(version) for version in page.values)
        return VersionPage(views, page.values[-1].number if page.cursor else 0)

    def get(self, challenge: str, number: int, scope: Scope) -> VersionView:
        """Raises NotFound."""
        self._readable(challenge, scope)
        return self._view(self._find(challenge, number))

    def files(self, challenge: str, number: int, scope: Scope) -> Mapping[str, bytes]:
        """The whole package, with hidden tests and answers. Raises NotFound."""
        return self._packages.files(self.get(challenge, number, scope).version.package)

    def publish(self, challenge: str, number: int, scope: Scope) -> VersionView:
        """Begin its check, unless that has begun; one that was published before goes live at once.

        Raises:
            NotFound, Forbidden
            InvalidInput: there is nothing that could prove it.
            Conflict: too many checks are under way.
        """
        self._own(challenge, scope)
        version = self._find(challenge, number)
        if version.state is VersionState.PUBLISHED:
            return self.reinstate(challenge, number, scope)
        content = self._catalogue.content(version.package)
        if problems := gate_problems(content):
            raise InvalidInput(f"{challenge} cannot be published.", problems, code="invalid_package")
        if version.state is not VersionState.CHECKING:
            self._room(version, scope)
        current = self._current(challenge)

        def begin(version: ChallengeVersion) -> ChallengeVersion:
            if version.state in (VersionState.CHECKING, VersionState.PUBLISHED):
                return version
            number = version.check.number + 1 if version.check else 1
            check = Check(number=number, asked_at=self._now(), asked_by=scope.caller.key, over=current)
            return replace(version, state=VersionState.CHECKING, problem="", check=check)

        return self._view(self._shelf.update(version.id, begin))

    def cancel(self, challenge: str, number: int, scope: Scope) -> VersionView:
        """Give a check up: a draft again. Raises NotFound, Forbidden, Conflict."""
        self._own(challenge, scope)
        found = self._find(challenge, number)

        def end(version: ChallengeVersion) -> ChallengeVersion:
            check = version.check
            if version.state is not VersionState.CHECKING or check is None or check.passed:
                raise Conflict(f"version {number} is not being checked")
            return replace(version, state=VersionState.DRAFT, check=replace(check, ended_at=self._now()))

        version = self._shelf.update(found.id, end)
        for row in version.check.known if version.check else ():
            for run in row.runs:
                if run.submission and run.verdict is None:
                    self._give_up(run.submission)
        return self._view(version)

    def reinstate(self, challenge: str, number: int, scope: Scope) -> VersionView:
        """Make a version current that was published before.

        Raises:
            NotFound, Forbidden, Conflict
            InvalidInput: this version of the judge cannot read its package.
        """
        self._own(challenge, scope)
        version = self._find(challenge, number)
        if version.state is not VersionState.PUBLISHED:
            raise Conflict(f"version {number} is {version.state}, and was never published; publish it")
        self._catalogue.content(version.package)
        self._packages.go_live(registered(version))
        _log.info("version_reinstated", version=version.id)
        return self._view(version)

    def withdraw(self, challenge: str, scope: Scope) -> VersionView:
        """No version is current any more; what was submitted is graded. Raises NotFound, Forbidden, Conflict."""
        self._own(challenge, scope)
        current = self._current(challenge)
        if not current or not self._packages.withdraw(challenge):
            raise Conflict(f"no version of {challenge} is current")
        _log.info("challenge_withdrawn", challenge=challenge)
        return self._view(self._find(challenge, current))

    def _room(self, version: ChallengeVersion, scope: Scope) -> None:
        """Raises Conflict."""
        if scope.reach is not Reach.ALL and self._shelf.count(checking_of(version.organisation)) >= MOST:
            raise Conflict(
                f"There are {MOST} checks under way; version {version.number} stays {version.state}. "
                "Publish it once one of them is over, or cancel one."
            )

    def _readable(self, challenge: str, scope: Scope) -> None:
        """Raises NotFound, for another organisation's too."""
        owner = self._packages.owner(challenge)
        if scope.reach is not Reach.ALL and owner not in (SHARED, scope.caller.organisation):
            raise NotFound(f"there is no challenge {challenge[:64]}")

    def _own(self, challenge: str, scope: Scope) -> None:
        """Raises NotFound, or Forbidden for one that is there for all."""
        self._readable(challenge, scope)
        if not scope.holds(owner="", organisation=self._packages.owner(challenge)):
            raise Forbidden(f"{challenge} is there for all who use this server; only an admin changes it.")

    def _find(self, challenge: str, number: int) -> ChallengeVersion:
        if not 0 < number <= _LAST_NUMBER:
            raise NotFound(f"there is no such version of {challenge}")
        return self._shelf.get(version_id(challenge, number))

    def _current(self, challenge: str) -> int:
        """The number of the current version, 0 if there is none."""
        try:
            return self._packages.latest(challenge).number
        except NotFound:
            return 0

    def _view(self, version: ChallengeVersion) -> VersionView:
        if version.state is VersionState.PUBLISHED and version.number != self._current(version.challenge):
            return VersionView(replace(version, state=VersionState.RETIRED))
        return VersionView(version, self._reason(version))

    def _reason(self, version: ChallengeVersion) -> str:
        """Looked up, not kept: where no worker runs, nobody could write it down."""
        if version.state is not VersionState.CHECKING:
            return ""
        workers = self._parts.workers.live()
        if not workers:
            return "no worker is running"
        runs = (run for row in (version.check.known if version.check else ()) for run in row.runs)
        for run in runs:
            if run.submission and run.verdict is None:
                try:
                    submission = self._parts.submissions.get(run.submission)
                except NotFound:
                    continue
                if why := reason(submission, workers):
                    return why
        return ""

    def _give_up(self, submission: str) -> None:
        try:
            self._parts.submissions.cancel(submission)
        except (Conflict, NotFound) as error:
            _log.info("nothing_to_cancel", submission=submission, error=str(error))


def kept_version(
    shelf: Shelf[ChallengeVersion], version: Version, state: VersionState, *, created_by: str = ""
) -> ChallengeVersion:
    """The record of a registered version, made now if it has none."""
    record = ChallengeVersion(
        challenge=version.challenge,
        number=version.number,
        package=version.package,
        organisation=version.organisation,
        state=state,
        created_at=version.created_at,
        created_by=created_by,
        published_at=version.created_at if state is VersionState.PUBLISHED else None,
    )
    try:
        shelf.add(record)
    except Conflict:
        return shelf.get(record.id)
    return record


def publish_folder(
    packages: Packages, shelf: Shelf[ChallengeVersion], challenge: str, files: Mapping[str, bytes]
) -> Version:
    """A package from a folder is trusted, as is whoever can write there. Raises Taken, Unavailable."""
    for earlier in packages.unrecorded(challenge):
        kept_version(shelf, earlier, VersionState.PUBLISHED)
    version = packages.register(challenge, files)
    record = kept_version(shelf, version, VersionState.PUBLISHED)
    if record.state is not VersionState.PUBLISHED:
        shelf.update(
            record.id,
            lambda each: replace(
                each, state=VersionState.PUBLISHED, published_at=each.published_at or utc_now(), problem=""
            ),
        )
    return version
