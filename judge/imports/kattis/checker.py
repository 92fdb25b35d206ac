"""The output validator: flags of the default one become options of ours, a custom one becomes a checker program."""

from collections.abc import Mapping
from typing import Any

from judge.imports.imported import Notes, refusal
from judge.imports.kattis.metadata import Metadata
from judge.imports.programs import NoProgram, Program, is_source, program
from judge.imports.values import number
from judge.packages.paths import split, under

FOLDERS = ("output_validator", "output_validators")
CHECKER = "checker"
_TOLERANCES = {
    "float_tolerance": ("abs", "rel"),
    "float_absolute_tolerance": ("abs",),
    "float_relative_tolerance": ("rel",),
}
_SWITCHES = {"case_sensitive": "case_sensitive", "space_change_sensitive": "space_sensitive"}
_MOST = 1e9


def validator(files: Mapping[str, bytes], metadata: Metadata, notes: Notes) -> Program | None:
    """The custom validator as a program; nothing where the default one is used.

    Raises:
        InvalidInput: there is one, but it cannot be run here.
    """
    inside = next((found for folder in FOLDERS if (found := under(files, folder))), {})
    where = next((folder for folder in FOLDERS if under(files, folder)), FOLDERS[-1])
    if metadata.legacy and not metadata.custom:
        if inside:
            notes.add(where, "was not carried over: problem.yaml says validation: default")
        return None
    if not inside:
        if metadata.custom:
            raise refusal(where, "is missing, but problem.yaml says validation: custom")
        return None
    return _program(where, inside, notes)


def _program(where: str, inside: Mapping[str, bytes], notes: Notes) -> Program:
    folders, loose = split(inside)
    sources = {path: content for path, content in loose.items() if is_source(path)}
    candidates = [*folders.values(), *({path: content} for path, content in sources.items())]
    if where == FOLDERS[0] and sources:
        # Since the 2023 version the folder is the one program itself.
        candidates = [dict(inside)]
    if len(candidates) != 1:
        found = f"has {len(candidates)} programs" if candidates else "has no program"
        raise refusal(where, f"{found}; exactly one validator can be run here")
    files = candidates[0]
    if {"build", "run"} & set(files):
        raise refusal(where, "has a build or run script, which cannot be carried over; give its sources alone")
    if all(path.endswith((".c", ".h")) for path in files) and any(path.endswith(".c") for path in files):
        notes.add(where, "is C and is compiled as C++")
        files = {
            path.removesuffix(".c") + ".cpp" if path.endswith(".c") else path: text for path, text in files.items()
        }
    made = program(files)
    if isinstance(made, NoProgram):
        raise refusal(where, f"cannot be run here: {made.why}")
    notes.add(where, "its judgemessage.txt is shown with what a checker says; score.txt and images are not read")
    return made


def custom_checker(made: Program, flags: tuple[str, ...]) -> dict[str, Any]:
    checker: dict[str, Any] = {"type": "program", "path": CHECKER}
    if made.runtime != "python":
        checker["runtime"] = made.runtime
    if flags:
        checker["args"] = list(flags)
    return checker


def default_checker(flags: tuple[str, ...], where: str, notes: Notes) -> dict[str, Any]:
    """Raises InvalidInput for a tolerance that is none."""
    options: dict[str, Any] = {}
    words = iter(flags)
    for word in words:
        if word in _SWITCHES:
            options[_SWITCHES[word]] = True
        elif word in _TOLERANCES:
            value = number(next(words, ""))
            if value is None or not 0 <= value <= _MOST:
                raise refusal(where, f"{word} needs a number between 0 and {_MOST:.0f} after it")
            options |= dict.fromkeys(_TOLERANCES[word], value)
        else:
            notes.add(where, f"{word} was not carried over: it is no argument of the default output validator")
    floats = "abs" in options or "rel" in options
    return {"type": "floats" if floats else "tokens", **options}
