"""Puts a problem together as a challenge."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from judge.imports.imported import ImpliedTime, Imported, Notes, finished, refusal
from judge.imports.kattis.checker import CHECKER, FOLDERS, custom_checker, default_checker, validator
from judge.imports.kattis.groups import FlatGroup, by_flags, flat_groups, shared
from judge.imports.kattis.limits import assumed, limits, time_limit
from judge.imports.kattis.metadata import FILE, Metadata, read_metadata
from judge.imports.kattis.statement import read_statement, with_constants
from judge.imports.kattis.submissions import FOLDER as SUBMISSIONS
from judge.imports.kattis.submissions import submissions
from judge.imports.kattis.tree import TestCase, read_data
from judge.imports.programs import CODES, Program
from judge.imports.source import Source
from judge.imports.values import identifier, one_line
from judge.packages.paths import split, under
from judge.packages.runtimes import Catalogue
from judge.packages.writing import manifest_text

_ORIGIN = "ORIGIN.md"
_MAX_SKILLS = 20
_UNREAD = {
    "input_validators": "tests are not validated when they are used",
    "input_format_validators": "tests are not validated when they are used",
    "graders": "points are summed up, or all or nothing",
    "generators": "the tests that they made are carried over",
    "attachments": "candidates get the starter and the sample tests",
    "solution": "write it into the package beside the statement, if you want to keep it",
    "input_visualizer": "there are no pictures of tests",
    "output_visualizer": "there are no pictures of outputs",
    "test_case_visualizer": "there are no pictures of tests",
}
_READ = {"data", "submissions", "include", "statement", "problem_statement", *FOLDERS}
_READ_FILES = {FILE, ".timelimit", "domjudge-problem.ini"}


def import_kattis(source: Source, runtimes: Catalogue, *, measured_s: float | None = None) -> Imported:
    """A problem package as a challenge; ``measured_s`` is the time limit where the package has none.

    Raises:
        InvalidInput: it is no problem package, or it cannot be judged here; says why.
    """
    source = source.within(FILE)
    notes = Notes()
    metadata = read_metadata(source.files, notes)
    files = _filled(source.files, metadata)
    _note_unread(files, notes)
    name = identifier(source.name, "imported")
    statement = read_statement(files, metadata, name, notes)
    data = read_data(files, metadata, notes)
    groups = flat_groups(data, metadata, notes)
    made = validator(files, metadata, notes)
    allowed = _runtimes(metadata, runtimes, notes)
    included, readonly = _included(files, allowed or tuple(runtimes), notes)
    manifest: dict[str, Any] = {"format": 1, "id": name, "title": statement.title}
    if skills := list(dict.fromkeys(filter(None, map(one_line, metadata.keywords))))[:_MAX_SKILLS]:
        manifest["skills"] = skills
    manifest["runtimes"] = list(allowed) or "any"
    time = time_limit(files, metadata, measured_s)
    implied = time if isinstance(time, ImpliedTime) else None
    time_s = assumed(time, notes) if isinstance(time, ImpliedTime) else time
    manifest["limits"] = limits(metadata, time_s, data.cases, notes)
    if metadata.scoring:
        manifest["partial"] = True
    if readonly:
        manifest["readonly"] = readonly
    stages, tests = _stages(groups, made, metadata, notes)
    manifest["stages"] = stages
    package = {
        "challenge.yaml": manifest_text(manifest),
        "statement.md": statement.text,
        **included,
        **tests,
        **({f"{CHECKER}/{path}": content for path, content in made.files.items()} if made else {}),
        **submissions(files, allowed, scoring=metadata.scoring, notes=notes),
    }
    package[_ORIGIN] = _origin(source.name, metadata, notes)
    return replace(finished(name, package, notes, runtimes), implied=implied)


def _filled(files: Mapping[str, bytes], metadata: Metadata) -> Mapping[str, bytes]:
    """With constants where the format has them: in programs and settings of tests, never in the tests."""
    if not metadata.constants:
        return files
    return {path: _with_constants(path, content, metadata) for path, content in files.items()}


def _with_constants(path: str, content: bytes, metadata: Metadata) -> bytes:
    if path.partition("/")[0] not in (SUBMISSIONS, "include", *FOLDERS) and not path.endswith("test_group.yaml"):
        return content
    try:
        return with_constants(content.decode(), metadata.constants).encode()
    except UnicodeDecodeError:
        return content


def _note_unread(files: Mapping[str, bytes], notes: Notes) -> None:
    if "static_validator" in split(files)[0]:
        raise refusal("static_validator", "a validator of sources cannot be run here")
    folders, loose = split(files)
    for name in folders:
        if name in _UNREAD:
            notes.add(name, f"was not carried over: {_UNREAD[name]}")
        elif name not in _READ:
            notes.add(name, "was not carried over: it is not a folder of the format")
    for name in loose:
        if name not in _READ_FILES:
            notes.add(name, "was not carried over: it is not a file of the format")


def _runtimes(metadata: Metadata, runtimes: Catalogue, notes: Notes) -> tuple[str, ...]:
    """Those of the problem's languages that there are; nothing for all."""
    if not metadata.languages:
        return ()
    found = [CODES.get(code, "") for code in metadata.languages]
    for code, runtime in zip(metadata.languages, found, strict=True):
        if runtime not in runtimes:
            notes.add(f"{FILE}: languages", f"{code} was not carried over: there is no runtime for it")
    chosen = tuple(dict.fromkeys(runtime for runtime in found if runtime in runtimes))
    if not chosen:
        raise refusal(f"{FILE}: languages", "there is a runtime for none of them")
    return chosen


def _included(files: Mapping[str, bytes], runtimes: Sequence[str], notes: Notes) -> tuple[dict[str, bytes], list[str]]:
    """``include/`` as read-only files: they win over what a submission ships, as in the format."""
    made: dict[str, bytes] = {}
    readonly: dict[str, None] = {}
    for code, inside in split(under(files, "include"))[0].items():
        runtime = CODES.get(code, "")
        if code != "default" and runtime not in runtimes:
            notes.add(f"include/{code}", "was not carried over: there is no runtime for it")
            continue
        folder = "readonly" if code == "default" else f"starter/{runtime}"
        made |= {f"{folder}/{path}": content for path, content in inside.items()}
        readonly |= dict.fromkeys(inside)
    return made, list(readonly)


def _stages(
    groups: Sequence[FlatGroup], made: Program | None, metadata: Metadata, notes: Notes
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """One stage for all tests with the same flags, and the files of the tests."""
    stages: list[dict[str, Any]] = []
    tests: dict[str, bytes] = {}
    for number, (flags, members) in enumerate(by_flags(groups).items(), start=1):
        name = "cases" if number == 1 else f"cases-{number}"
        every = (*metadata.flags, *flags)
        points = shared(members, groups)
        listed = [group.as_yaml() for group in members]
        if points <= 0:
            notes.add("data", f"the tests of stage {name} have no points, but a stage needs some: it has 1")
            points = listed[0]["points"] = 1.0
        stages.append(
            {
                "name": name,
                "kind": "stdio",
                "points": points,
                "checker": custom_checker(made, every) if made else default_checker(every, FILE, notes),
                "groups": listed,
            }
        )
        for group in members:
            for case_name, case in group.cases.items():
                tests |= _case(f"stages/{name}/{group.name}/{case_name}", case)
    return stages, tests


def _case(path: str, case: TestCase) -> dict[str, bytes]:
    files = {f"{path}.in": case.input, f"{path}.ans": case.answer}
    if case.args:
        files[f"{path}.args"] = "".join(f"{argument}\n" for argument in case.args).encode("utf-8", "replace")
    return files


def _origin(name: str, metadata: Metadata, notes: Notes) -> bytes:
    """What belongs to the problem, and has no place in challenge.yaml."""
    lines = [f"Imported from the Kattis problem package {name}.", "", *(f"* {line}" for line in metadata.origin)]
    if found := notes.all():
        lines += [
            "",
            "What was not carried over, or changed:",
            "",
            *(f"* {note.file}: {note.message}" for note in found),
        ]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")
