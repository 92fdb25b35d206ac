"""From the files of a package to a challenge: parse, check everything, and only then build.

challenge.yaml ── document ──► shapes (models) ──┐
the other files ─────────────────────────────────┴─► checks ──► problems, all of them, or the Challenge
"""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.domain.challenge import Challenge
from judge.domain.limits import Limits
from judge.packages import extras
from judge.packages.document import Document, Unreadable, parse
from judge.packages.known import KnownSubmissions
from judge.packages.manifest import FALLBACK, ChallengeModel
from judge.packages.paths import path_problem
from judge.packages.place import Place
from judge.packages.problems import MANIFEST, Problems
from judge.packages.runtimes import Catalogue, check_main, check_runtimes, main_files, select
from judge.packages.shapes import parse_model
from judge.packages.sizes import size_problems
from judge.packages.stages import StageEntry, check_stages, parse_stages, raw_names


def load(files: Mapping[str, bytes], runtimes: Catalogue, *, folder: str = "") -> Challenge:
    """The challenge in ``files`` (relative path to content); ``folder`` is the package's own name, where it has one.

    Raises:
        InvalidInput: with every problem of the package, each naming its file and field.
    """
    problems = Problems()
    _check_files(files, problems)
    document = _read_manifest(files, problems)
    extras.check_statement(files, problems)
    if document is None or not isinstance(document.value, Mapping):
        problems.raise_any(folder)
        raise AssertionError("a package without a readable challenge.yaml has a problem")
    challenge = parse_model(ChallengeModel, document.value, (), document, problems, fallback=FALLBACK)
    assert challenge is not None  # noqa: S101 - FALLBACK has all that is required
    package = _Package(challenge, parse_stages(document, problems), files, runtimes, problems)
    package.check(folder, document)
    problems.raise_any(challenge.id)
    return package.build()


def _check_files(files: Mapping[str, bytes], problems: Problems) -> None:
    for problem in size_problems(files):
        problems.add(problem)
    for path in files:
        if complaint := path_problem(path):
            problems.file(path.encode("utf-8", "backslashreplace").decode(), complaint)


def _read_manifest(files: Mapping[str, bytes], problems: Problems) -> Document | None:
    """challenge.yaml as a mapping, or none when it is not one."""
    if MANIFEST not in files:
        problems.file(MANIFEST, "is missing; a package is a folder with a challenge.yaml in it")
        return None
    try:
        document = parse(files[MANIFEST].decode("utf-8-sig"))
    except UnicodeDecodeError:
        problems.field((), "is not UTF-8; save it as UTF-8")
        return None
    except Unreadable as error:
        problems.field((), str(error), error.line)
        return None
    for twice in document.duplicates:
        lines = f"lines {twice.first_line} and {twice.line}"
        problems.field(twice.path, f"is given twice ({lines}); take one away")
    if not isinstance(document.value, Mapping):
        problems.field((), "must be a mapping, beginning with format: 1")
        return None
    return document


@dataclass(frozen=True, slots=True)
class _Package:
    """A package whose challenge.yaml could be parsed, perhaps with parts left out that are in ``problems``."""

    challenge: ChallengeModel
    stages: tuple[StageEntry, ...]
    files: Mapping[str, bytes]
    catalogue: Catalogue
    problems: Problems

    def check(self, folder: str, document: Document) -> None:
        challenge, problems = self.challenge, self.problems
        offered = self._offered()
        names = raw_names(document)
        if folder and challenge.id != folder:
            problems.field(("id",), f"is {challenge.id}, but the folder is {folder}; make them equal")
        for index, skill in enumerate(challenge.skills):
            if skill in challenge.skills[:index]:
                problems.field(("skills", index), f"{skill} is listed twice; take one away")
        check_runtimes(challenge, self.catalogue, problems)
        check_main(challenge, offered, problems)
        check_stages(self.stages, names, problems)
        for entry in self.stages:
            entry.model.check(self._place(entry), problems)
        extras.check_folders(self.files, names, problems)
        extras.check_starter(self.files, offered, problems)
        extras.check_readonly(challenge, self.files, offered, problems)
        self._known().check(partial=challenge.partial, problems=problems)

    def build(self) -> Challenge:
        challenge, offered = self.challenge, self._offered()
        return Challenge(
            id=challenge.id,
            title=challenge.title,
            summary=challenge.summary,
            difficulty=challenge.difficulty,
            skills=tuple(challenge.skills),
            runtimes=tuple(offered),
            statement=self.files[extras.STATEMENT].decode("utf-8-sig"),
            limits=challenge.limits.over(Limits()),
            stages=tuple(entry.model.build(self._place(entry)) for entry in self.stages),
            isolation=challenge.isolation,
            partial=challenge.partial,
            main=main_files(challenge, offered),
            starter=extras.build_starter(self.files, offered),
            readonly=extras.build_readonly(challenge, self.files, offered),
            known=self._known().build(),
        )

    def _offered(self) -> Catalogue:
        def fits_all(runtime: Runtime) -> bool:
            return all(entry.model.fits(runtime) for entry in self.stages)

        return select(self.challenge, self.catalogue, fits_all, self.problems)

    def _known(self) -> KnownSubmissions:
        offered = self._offered()
        return KnownSubmissions(files=self.files, offered=offered, mains=main_files(self.challenge, offered))

    def _place(self, entry: StageEntry) -> Place:
        return Place(
            at=entry.at,
            folder=f"{extras.STAGES}/{entry.model.name}",
            files=self.files,
            limits=self.challenge.limits.over(Limits()),
            scoring=self.challenge.scoring,
            offered=self._offered(),
            catalogue=self.catalogue,
        )
