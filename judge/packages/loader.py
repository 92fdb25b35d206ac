"""From the files of a package to a challenge: parse, check everything, and only then build.

challenge.yaml ── document ──► shapes (models) ──┐
the other files ─────────────────────────────────┴─► checks ──► problems, all of them, or the Challenge
"""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.domain.challenge import RESERVED_IDS, Challenge
from judge.domain.limits import Limits
from judge.domain.paths import collisions
from judge.packages import extras
from judge.packages.document import Document, Unreadable, parse
from judge.packages.known import KnownSubmissions
from judge.packages.manifest import ChallengeModel
from judge.packages.paths import unfit
from judge.packages.place import Place
from judge.packages.problems import MANIFEST, Problems, printable
from judge.packages.runtimes import Catalogue, check_main, check_runtimes, main_files, select
from judge.packages.shapes import parse_model
from judge.packages.sidecars import SidecarTypes, shipped
from judge.packages.sizes import MAX_MANIFEST_BYTES, size_problems, too_large
from judge.packages.stages import StageEntry, check_stages, parse_stages, raw_names


def load(
    files: Mapping[str, bytes], runtimes: Catalogue, *, folder: str = "", sidecars: SidecarTypes | None = None
) -> Challenge:
    """The challenge in ``files`` (relative path to content); ``folder`` is the package's own name, where it has one.

    ``sidecars`` are the known types of sidecars, those that come with the judge if not given.

    Raises:
        InvalidInput: with every problem of the package, each naming its file and field.
    """
    problems = Problems()
    _check_files(files, problems)
    extras.check_names(files, problems)
    extras.check_statement(files, problems)
    problems.document = _read_manifest(files, problems)
    challenge = parse_model(ChallengeModel, problems.document.value, (), problems)
    if challenge is None:
        raise problems.error(folder)
    package = _package(challenge, files, runtimes, shipped() if sidecars is None else sidecars, problems)
    package.check(folder, problems)
    if problems:
        raise problems.error(folder or challenge.id)
    return package.build()


def _check_files(files: Mapping[str, bytes], problems: Problems) -> None:
    for problem in size_problems(files):
        problems.add(problem)
    fit = []
    for path in files:
        if complaint := unfit(path):
            problems.file(printable(path), complaint)
        else:
            fit.append(path)
    for path, complaint in collisions(fit):
        problems.file(printable(path), complaint)


def _read_manifest(files: Mapping[str, bytes], problems: Problems) -> Document:
    """challenge.yaml; a document of nothing when it cannot be read."""
    if MANIFEST not in files:
        problems.field((), "is missing; a package is a folder with a challenge.yaml in it")
        return Document(None)
    if len(files[MANIFEST]) > MAX_MANIFEST_BYTES:
        problems.field((), too_large(MANIFEST, MAX_MANIFEST_BYTES).message)
        return Document(None)
    try:
        document = parse(files[MANIFEST].decode("utf-8-sig"))
    except UnicodeDecodeError:
        problems.field((), "is not UTF-8; save it as UTF-8")
        return Document(None)
    except Unreadable as error:
        problems.field((), f"{error} (line {error.line})" if error.line else str(error))
        return Document(None)
    for twice in document.duplicates:
        problems.field(twice.path, f"is given twice, in lines {twice.first_line} and {twice.line}; take one away")
    return document


def _package(
    challenge: ChallengeModel,
    files: Mapping[str, bytes],
    catalogue: Catalogue,
    sidecars: SidecarTypes,
    problems: Problems,
) -> "_Package":
    stages = parse_stages(problems.document, problems)
    fits = [entry.model.fits for entry in stages]
    offered = select(challenge, catalogue, lambda runtime: all(fit(runtime) for fit in fits), problems)
    mains = main_files(challenge, offered)
    return _Package(
        challenge=challenge,
        stages=stages,
        files=files,
        offered=offered,
        catalogue=catalogue,
        sidecars=sidecars,
        mains=mains,
        known=KnownSubmissions(files=files, offered=offered, mains=mains),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Package:
    """A package whose challenge.yaml could be parsed, perhaps without parts that have problems."""

    challenge: ChallengeModel
    stages: tuple[StageEntry, ...]
    files: Mapping[str, bytes]
    offered: Catalogue
    catalogue: Catalogue
    sidecars: SidecarTypes
    mains: Mapping[str, str]
    known: KnownSubmissions

    def check(self, folder: str, problems: Problems) -> None:
        challenge, files, offered = self.challenge, self.files, self.offered
        names = raw_names(problems.document)
        if folder and challenge.id != folder:
            problems.field(("id",), f"is {challenge.id}, but the folder is {folder}; make them equal")
        if challenge.id in RESERVED_IDS:
            problems.field(("id",), f"{challenge.id} is a word of the API; choose another id")
        for index, skill in enumerate(challenge.skills):
            if skill in challenge.skills[:index]:
                problems.field(("skills", index), f"{skill} is listed twice; take one away")
        check_runtimes(challenge, self.catalogue, problems)
        check_main(challenge, offered, problems)
        check_stages(self.stages, names, problems)
        for entry in self.stages:
            if not problems.touches((*entry.at, "name")):
                entry.model.check(self._place(entry), problems)
        if not any(problems.touches(("stages", index, "name")) for index in range(len(names))):
            extras.check_stage_folders(files, names, problems)
        extras.check_starter(files, offered, problems)
        extras.check_readonly(challenge, files, offered, problems)
        self.known.check(partial=challenge.partial, problems=problems)

    def build(self) -> Challenge:
        """Only called when nothing had a problem."""
        challenge, files, offered = self.challenge, self.files, self.offered
        return Challenge(
            id=challenge.id,
            title=challenge.title,
            summary=challenge.summary,
            difficulty=challenge.difficulty,
            skills=tuple(challenge.skills),
            runtimes=tuple(offered),
            statement=files[extras.STATEMENT].decode("utf-8-sig"),
            limits=challenge.limits.over(Limits()),
            stages=tuple(entry.model.build(self._place(entry)) for entry in self.stages),
            isolation=challenge.isolation,
            partial=challenge.partial,
            main=self.mains,
            starter=extras.build_starter(files, offered),
            readonly=extras.build_readonly(challenge, files, offered),
            known=self.known.build(),
        )

    def _place(self, entry: StageEntry) -> Place:
        return Place(
            at=entry.at,
            folder=f"{extras.STAGES}/{entry.model.name}",
            files=self.files,
            limits=self.challenge.limits,
            scoring=self.challenge.scoring,
            offered=self.offered,
            catalogue=self.catalogue,
            sidecars=self.sidecars,
        )
