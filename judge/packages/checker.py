"""The ``checker`` of a stdio stage: which options belong to which type, and where a custom one's program is."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from judge.domain.challenge import Checker, CheckerType
from judge.packages.paths import under
from judge.packages.place import Place
from judge.packages.problems import Problems, suggest
from judge.packages.runtimes import has_extension
from judge.packages.shapes import Model, Word, text_problem
from judge.runtimes import Runtime

MAX_ARGUMENTS = 64
MAX_ARGUMENT = 4096

Tolerance = Annotated[float, Field(ge=0, le=1e9)]
Argument = Annotated[str, Field(max_length=MAX_ARGUMENT)]

OPTIONS: dict[CheckerType, tuple[str, ...]] = {
    CheckerType.EXACT: (),
    CheckerType.TOKENS: ("case_sensitive", "space_sensitive"),
    CheckerType.FLOATS: ("abs", "rel", "case_sensitive", "space_sensitive"),
    CheckerType.JSON: ("abs", "rel"),
    CheckerType.PROGRAM: ("path", "runtime", "args"),
}


class CheckerModel(Model):
    """``checker`` of a stdio stage."""

    type: Word[CheckerType] = CheckerType.TOKENS
    abs: Tolerance = 0.0
    rel: Tolerance = 0.0
    case_sensitive: bool = False
    space_sensitive: bool = False
    path: str = ""
    runtime: str = "python"
    args: list[Argument] = Field(default_factory=list, max_length=MAX_ARGUMENTS)


def check_checker(checker: CheckerModel, place: Place, problems: Problems) -> None:
    at, mine = (*place.at, "checker"), OPTIONS[checker.type]
    for key in CheckerModel.model_fields:
        if checker.given(key) and key not in ("type", *mine) and not problems.touches((*at, "type")):
            owners = [kind for kind, keys in OPTIONS.items() if key in keys]
            problems.field((*at, key), f"belongs to {', '.join(owners)}, not to {checker.type}; take it away")
    if checker.type is CheckerType.PROGRAM:
        _check_program(checker, place, problems)


def _check_program(checker: CheckerModel, place: Place, problems: Problems) -> None:
    at = (*place.at, "checker")
    for index, argument in enumerate(checker.args):
        if complaint := text_problem(argument):
            problems.field((*at, "args", index), complaint)
    runtime = place.catalogue.get(checker.runtime)
    program = _program(checker, place)
    if runtime is None:
        unknown = f"unknown runtime {checker.runtime}; {suggest(checker.runtime, place.catalogue)}"
        problems.field((*at, "runtime"), unknown)
    if not checker.path:
        problems.field((*at, "path"), "is missing; name the file or folder of the checker program")
    elif not program:
        problems.field((*at, "path"), f"there is no {checker.path} in the package")
    elif runtime and not _main(program, runtime):
        wanted = f"{runtime.main}, or a single file of {runtime.name} (or set runtime)"
        problems.field((*at, "path"), f"it is not clear what to start in {checker.path}: there must be {wanted}")


def build_checker(checker: CheckerModel, place: Place) -> Checker:
    program = _program(checker, place)
    return Checker(
        type=checker.type,
        abs_tolerance=checker.abs,
        rel_tolerance=checker.rel,
        case_sensitive=checker.case_sensitive,
        space_sensitive=checker.space_sensitive,
        main=_main(program, place.catalogue[checker.runtime]) if program else "",
        runtime=checker.runtime,
        program=program,
        args=tuple(checker.args),
    )


def program_path(checker: CheckerModel, place: Place) -> str:
    """Where in the package the checker's file or folder is; nothing when there is none.

    ``path`` is looked for in the package first, then in the stage's folder.
    """
    name = checker.path.removeprefix("./").rstrip("/")
    if not name or checker.type is not CheckerType.PROGRAM:
        return ""
    candidates = (name, f"{place.folder}/{name}")
    return next((path for path in candidates if path in place.files or under(place.files, path)), "")


def _program(checker: CheckerModel, place: Place) -> dict[str, bytes]:
    """The checker's files by their path from its folder."""
    path = program_path(checker, place)
    if path in place.files:
        return {path.rpartition("/")[2]: place.files[path]}
    return under(place.files, path) if path else {}


def _main(program: Mapping[str, bytes], runtime: Runtime) -> str:
    """The file to start, or nothing when that is not clear."""
    if runtime.main in program:
        return runtime.main
    sources = [path for path in program if has_extension(path, runtime)]
    return sources[0] if len(sources) == 1 else ""
