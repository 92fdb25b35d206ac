"""Packages that come over HTTP: checked completely, then kept as a draft of their challenge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from judge.domain.access import SHARED, Reach, Scope
from judge.domain.challenge import Challenge
from judge.domain.errors import FieldProblem, InvalidInput, NotFound, Taken
from judge.domain.version import VersionState
from judge.packages import load
from judge.packages.upload import without_top_folder
from judge.service.gate import gate_problems
from judge.service.parts import Parts
from judge.service.quotas import Quotas, What
from judge.service.versions import VersionCases, VersionView, kept_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """``files`` are those of the archive. ``organisation`` is none for the caller's own."""

    files: Mapping[str, bytes]
    organisation: str | None = None
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Examined:
    """``before_publishing`` is what does not keep it from being a draft."""

    challenge: str
    problems: tuple[FieldProblem, ...] = ()
    before_publishing: tuple[FieldProblem, ...] = ()


class Uploads:
    def __init__(self, parts: Parts, versions: VersionCases, quotas: Quotas) -> None:
        self._parts = parts
        self._versions = versions
        self._quotas = quotas

    def examine(self, read: Callable[[], Mapping[str, bytes]], scope: Scope) -> Examined:
        """All that is wrong with a package that has yet to be read; nothing is kept of it. Raises Busy."""
        self._quotas.count(scope, What.SUBMISSIONS)
        files = read()
        self._charge(files, scope)
        try:
            challenge = self._load(without_top_folder(files))
        except InvalidInput as error:
            return Examined("", error.problems)
        problems: tuple[FieldProblem, ...] = ()
        try:
            self._organisation(challenge.id, None, scope)
        except Taken as error:
            problems = (FieldProblem("challenge.yaml: id", str(error)),)
        return Examined(challenge.id, problems, gate_problems(challenge))

    def upload(self, upload: Upload, scope: Scope) -> VersionView:
        """The version of this content, a draft if it is new; its check begins if it is to be published. Raises as
        :meth:`reading` does."""
        return self.reading(lambda: upload, scope)

    def reading(self, read: Callable[[], Upload], scope: Scope) -> VersionView:
        """The same for one that has yet to be read. That costs something: whoever has sent too many is refused before.

        Raises:
            InvalidInput: with every problem of the package.
            Taken: the challenge's id is another organisation's.
            Busy: the caller has sent too much.
        """
        self._quotas.count(scope, What.SUBMISSIONS)
        upload = read()
        self._charge(upload.files, scope)
        files = without_top_folder(upload.files)
        challenge = self._load(files)
        if upload.publish and (problems := gate_problems(challenge)):
            raise InvalidInput(f"{challenge.id} cannot be published.", problems, code="invalid_package")
        organisation = self._organisation(challenge.id, upload.organisation, scope)
        try:
            version = self._parts.packages.add(challenge.id, files, organisation)
        except Taken:
            raise self._taken(challenge.id) from None
        kept_version(self._parts.versions, version, VersionState.DRAFT, created_by=scope.caller.key)
        if upload.publish:
            return self._versions.publish(challenge.id, version.number, scope)
        return self._versions.get(challenge.id, version.number, scope)

    def _load(self, files: Mapping[str, bytes]) -> Challenge:
        return self._parts.aside(lambda: load(files, self._parts.runtimes))

    def _organisation(self, challenge: str, asked: str | None, scope: Scope) -> str:
        """Whose the version will be. Raises InvalidInput, Taken."""
        caller = scope.caller
        if scope.reach is not Reach.ALL and asked not in (None, caller.organisation):
            problem = FieldProblem("organisation", f"must be yours, {caller.organisation}")
            raise InvalidInput("The package cannot be taken.", (problem,))
        try:
            owner = self._parts.packages.owner(challenge)
        except NotFound:
            return caller.organisation if asked is None else asked
        if asked is None and scope.reach is Reach.ALL:
            return owner  # an admin's next version of whosever challenge it is
        if owner != (caller.organisation if asked is None else asked):
            raise self._taken(challenge)
        return owner

    def _taken(self, challenge: str) -> Taken:
        whose = "is there for all who use this server" if self._shared(challenge) else "is another organisation's"
        return Taken(f"There is a challenge {challenge} already, which {whose}; choose another id.")

    def _shared(self, challenge: str) -> bool:
        return self._parts.packages.owner(challenge) == SHARED

    def _charge(self, files: Mapping[str, bytes], scope: Scope) -> None:
        self._quotas.charge(scope, sum(map(len, files.values())))
