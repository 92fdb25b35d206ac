"""Puts an assignment together as a challenge."""

from collections.abc import Mapping, Sequence
from typing import Any

from judge.imports.classroom.cases import Launched, Program, case_stages, one_program
from judge.imports.classroom.commands import Launch, Pytest, Unknown, understand
from judge.imports.classroom.reading import JSON, AutoTest, read_tests
from judge.imports.classroom.setup import note_setup
from judge.imports.classroom.sharing import Shared
from judge.imports.classroom.units import is_unit_file, named_files, unit_stage
from judge.imports.imported import Imported, Notes, finished, refusal
from judge.imports.source import Source
from judge.imports.values import identifier
from judge.packages.runtimes import Catalogue
from judge.packages.sizes import MAX_STATEMENT_BYTES
from judge.packages.writing import manifest_text

_README = ("README.md", "readme.md", "Readme.md")


def import_classroom(source: Source, runtimes: Catalogue) -> Imported:
    """A repository with autograding (tests, and what students begin with) as a challenge.

    Raises:
        InvalidInput: it has no tests, or none of them can be carried over; says why.
    """
    source = source.within(JSON)
    notes = Notes()
    tests = read_tests(source.files, notes)
    files = {path: content for path, content in source.files.items() if not path.startswith(".")}
    launched, units = _sorted(tests, notes)
    if units and "python" not in runtimes:
        raise refusal(JSON, "tests with pytest need the runtime python, which is not here")
    program, kept = _program(launched, units, tuple(runtimes), notes)
    if program.runtime != "python":
        _leave_units(units, program, notes)
        units = []
    shared = Shared(any(test.points is not None for test in tests))
    cases, case_files = case_stages(kept, program, files, shared, notes)
    suites, unit_files = unit_stage(units, files, shared, notes)
    if not cases and not suites:
        raise refusal(JSON, "; ".join(str(note) for note in notes.all()[:20]) or "has no test that can be carried over")
    for test, _ in (*kept, *units):
        note_setup(test, runtimes[program.runtime], files, notes)
    name = identifier(source.name, "imported")
    title, statement = _statement(name, files, notes)
    manifest: dict[str, Any] = {"format": 1, "id": name, "title": title, "runtimes": [program.runtime]}
    if len(tests) > 1:
        manifest["partial"] = True
    if program.main != runtimes[program.runtime].main and cases:
        manifest["main"] = {program.runtime: program.main}
    if program.files:
        manifest["readonly"] = list(program.files)
    manifest["stages"] = [*cases, *suites]
    tested = named_files(units, files)
    starter = {path: text for path, text in files.items() if path not in (*tested, *_README) and not is_unit_file(path)}
    notes.add("tests", "students could read them: every group is shown in full; set visibility to hide some")
    notes.add("submissions", "there are none; put one that must be accepted into submissions/accepted/<name>/")
    package = {
        "challenge.yaml": manifest_text(manifest),
        "statement.md": statement,
        **{f"starter/{program.runtime}/{path}": text for path, text in {**starter, **program.files}.items()},
        **case_files,
        **unit_files,
    }
    return finished(name, package, notes, runtimes)


def _sorted(tests: Sequence[AutoTest], notes: Notes) -> tuple[list[Launched], list[tuple[AutoTest, Pytest]]]:
    launched: list[Launched] = []
    units: list[tuple[AutoTest, Pytest]] = []
    for test in tests:
        match understand(test.run, test.setup):
            case Launch() as launch:
                launched.append((test, launch))
            case Pytest() as command:
                if test.output:
                    notes.add(test.where, "its expected output was not carried over: the tests themselves decide")
                units.append((test, command))
            case Unknown(why):
                notes.add(test.where, f"was not carried over: {why}")
    return launched, units


def _program(
    launched: Sequence[Launched], units: Sequence[object], runtimes: Sequence[str], notes: Notes
) -> tuple[Program, list[Launched]]:
    if any(launch.runtime in runtimes for _, launch in launched):
        return one_program(launched, runtimes, notes)
    for test, launch in launched:
        notes.add(test.where, f"was not carried over: there is no runtime {launch.runtime} here")
    if not units:
        raise refusal(JSON, "; ".join(str(note) for note in notes.all()[:20]) or "has no test that can be carried over")
    return Program("python", "main.py", {}), []


def _leave_units(units: Sequence[tuple[AutoTest, Pytest]], program: Program, notes: Notes) -> None:
    for test, _ in units:
        notes.add(test.where, f"was not carried over: it runs pytest, and other tests start {program.runtime}")


def _statement(name: str, files: Mapping[str, bytes], notes: Notes) -> tuple[str, bytes]:
    """Title and statement: the repository's README."""
    title = name.replace("-", " ").capitalize()
    for path in _README:
        if path in files and len(files[path]) <= MAX_STATEMENT_BYTES:
            text = files[path].decode("utf-8", "replace").strip()
            if text:
                return title, (text + "\n").encode()
    notes.add("README.md", "is not there; write statement.md")
    return title, f"# {title}\n\nThe statement of this assignment was not carried over; write it here.\n".encode()
