"""The rest of a package's files: statement, starters, read-only files, and folders that nothing would ever read."""

import difflib
from collections.abc import Mapping, Sequence

from judge.packages.manifest import ChallengeModel
from judge.packages.paths import split, under
from judge.packages.problems import MANIFEST, Problems
from judge.packages.runtimes import Catalogue

STATEMENT = "statement.md"
STARTER, READONLY, STAGES, SUBMISSIONS = "starter", "readonly", "stages", "submissions"
_NAMES = (MANIFEST, STATEMENT, STARTER, READONLY, STAGES, SUBMISSIONS)


def check_statement(files: Mapping[str, bytes], problems: Problems) -> None:
    try:
        if STATEMENT not in files:
            problems.file(STATEMENT, "is missing; write what the candidate has to do")
        elif not files[STATEMENT].decode("utf-8-sig").strip():
            problems.file(STATEMENT, "is empty; write what the candidate has to do")
    except UnicodeDecodeError:
        problems.file(STATEMENT, "is not UTF-8; save it as UTF-8")


def check_names(files: Mapping[str, bytes], problems: Problems) -> None:
    """Names that look like a slip of the pen: nothing would ever read them."""
    folders, loose = split(files)
    for name in [*folders, *loose]:
        close = difflib.get_close_matches(name, _NAMES, n=1, cutoff=0.8)
        if close and name not in _NAMES:
            problems.file(name, f"is not read; did you mean {close[0]}?")
        if name in loose and name in (STARTER, READONLY, STAGES, SUBMISSIONS):
            problems.file(name, "must be a folder")


def check_stage_folders(files: Mapping[str, bytes], stages: Sequence[str], problems: Problems) -> None:
    """Tests that belong to no stage."""
    stage_folders, loose = split(under(files, STAGES))
    for name in loose:
        problems.file(f"{STAGES}/{name}", "is in no stage; move it to stages/<stage>/<group>/")
    for name in stage_folders:
        if name not in stages:
            problems.file(f"{STAGES}/{name}", f"is no stage of {MANIFEST}; {problems.suggest(name, stages)}")


def check_starter(files: Mapping[str, bytes], offered: Catalogue, problems: Problems) -> None:
    runtimes, loose = split(under(files, STARTER))
    for name in loose:
        problems.file(f"{STARTER}/{name}", "is in no runtime's folder; move it to starter/<runtime>/")
    for name in runtimes:
        if name not in offered and not problems.touches(("runtimes",)):
            problems.file(
                f"{STARTER}/{name}", f"{name} is not among the challenge's runtimes; {problems.suggest(name, offered)}"
            )


def check_readonly(
    challenge: ChallengeModel, files: Mapping[str, bytes], offered: Catalogue, problems: Problems
) -> None:
    listed, present = set(challenge.readonly), set[str]().union(*_sources(files, offered))
    for index, path in enumerate(challenge.readonly):
        if path not in present:
            where = f"put it into {STARTER}/<runtime>/ (for one runtime) or {READONLY}/ (for all)"
            problems.field(("readonly", index), f"there is no {path}; {where}")
    for path in under(files, READONLY):
        if path not in listed:
            problems.file(f"{READONLY}/{path}", f"is not listed under readonly in {MANIFEST}; add {path} there")


def build_starter(files: Mapping[str, bytes], offered: Catalogue) -> dict[str, dict[str, bytes]]:
    runtimes, _ = split(under(files, STARTER))
    return {name: inside for name, inside in runtimes.items() if name in offered}


def build_readonly(
    challenge: ChallengeModel, files: Mapping[str, bytes], offered: Catalogue
) -> dict[str, dict[str, bytes]]:
    """Read-only files by runtime: the runtime's own from its starter, else the one for all."""
    everywhere = under(files, READONLY)
    found = {
        name: {
            path: inside[path]
            for inside in (everywhere, under(files, f"{STARTER}/{name}"))
            for path in challenge.readonly
            if path in inside
        }
        for name in offered
    }
    return {name: inside for name, inside in found.items() if inside}


def _sources(files: Mapping[str, bytes], offered: Catalogue) -> list[dict[str, bytes]]:
    return [under(files, READONLY), *(under(files, f"{STARTER}/{name}") for name in offered)]
