"""``submissions/``: each into a folder of its own, filed under the verdict it must get here."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from judge.imports.imported import Notes
from judge.imports.programs import CODES, NoProgram, main_file, program
from judge.imports.values import identifier, mapping, text, words, yaml_mapping
from judge.packages.paths import split, under

FOLDER = "submissions"
_RULES = "submissions.yaml"
_VERDICTS = {
    "accepted": "accepted",
    "partially_accepted": "partially_accepted",
    "wrong_answer": "wrong_answer",
    "time_limit_exceeded": "time_limit_exceeded",
    "run_time_error": "runtime_error",
    "runtime_error": "runtime_error",
    # Not in the format, but in systems that read it.
    "memory_limit_exceeded": "memory_limit_exceeded",
    "output_limit_exceeded": "output_limit_exceeded",
    "compiler_error": "compile_error",
    "compile_error": "compile_error",
}
_REQUIRED = {"WA": "wrong_answer", "TLE": "time_limit_exceeded", "RTE": "runtime_error"}
_UNDECIDED = "was left out: the format does not say which verdict it must get"


def submissions(
    files: Mapping[str, bytes], allowed: tuple[str, ...], *, scoring: bool, notes: Notes
) -> dict[str, bytes]:
    """Files below ``submissions/<verdict>/<name>/``; ``allowed`` are the runtimes of the challenge, all if empty."""
    inside = under(files, FOLDER)
    driven = {runtime for code, runtime in CODES.items() if f"include/{code}/{main_file(runtime)}" in files}
    rules = _rules(inside)
    made: dict[str, bytes] = {}
    taken: set[str] = set()
    for folder, path, given in _each(inside):
        where = f"{FOLDER}/{path}"
        rule = _rule(rules, path)
        by_folder = _VERDICTS.get(folder, "")
        verdict = by_folder or _by_rule(rule)
        if not verdict or (verdict == "partially_accepted" and not scoring):
            notes.add(where, _UNDECIDED if not verdict else "was left out: only scoring problems have this verdict")
            continue
        code = text(rule.get("language"))
        made_of = program(given, CODES.get(code, code), text(rule.get("entrypoint")), driven=driven)
        if isinstance(made_of, NoProgram):
            notes.add(where, f"was left out: {made_of.why}")
            continue
        if allowed and made_of.runtime not in allowed:
            notes.add(where, f"was left out: {made_of.runtime} is not among the problem's languages")
            continue
        name = _name(path, made_of.runtime, taken, verdict)
        made |= {f"{FOLDER}/{verdict}/{name}/{inner}": content for inner, content in made_of.files.items()}
        _note_rule(where, rule, ("required", "permitted") if not by_folder else (), notes)
    return made


def _each(inside: Mapping[str, bytes]) -> Iterator[tuple[str, str, dict[str, bytes]]]:
    """Folder, path and files of every submission."""
    folders, _ = split(inside)
    for folder in sorted(folders):
        programs, files = split(folders[folder])
        for name, content in sorted(files.items()):
            if name != "README" and not name.endswith((".md", ".txt", ".yaml")):
                yield folder, f"{folder}/{name}", {name: content}
        for name in sorted(programs):
            yield folder, f"{folder}/{name}", programs[name]


def _name(path: str, runtime: str, taken: set[str], verdict: str) -> str:
    stem = path.partition("/")[2].partition(".")[0]
    plain = identifier(stem, "submission")
    base = plain if plain.endswith(runtime) else f"{plain}-{runtime}"
    for number in range(1, len(taken) + 2):
        name = base if number == 1 else f"{base}-{number}"
        if f"{verdict}/{name}" not in taken:
            break
    taken.add(f"{verdict}/{name}")
    return name


def _rules(inside: Mapping[str, bytes]) -> Mapping[str, Any]:
    return yaml_mapping(f"{FOLDER}/{_RULES}", inside[_RULES]) if _RULES in inside else {}


def _rule(rules: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """What is said of a submission, by its own path or that of its folder."""
    found: dict[str, Any] = {}
    for pattern, rule in rules.items():
        if any(_matches(pattern, candidate) for candidate in (path.partition("/")[0], path)):
            found |= mapping(rule)
    return found


def _matches(pattern: str, path: str) -> bool:
    """Wildcards stay within one name."""
    parts, names = pattern.split("/"), path.split("/")
    return len(parts) == len(names) and all(map(fnmatchcase, names, parts))


def _by_rule(rule: Mapping[str, Any]) -> str:
    """The verdict of a submission that is required to get one, and may get no worse one."""
    required = words(rule.get("required"))
    permitted = set(words(rule.get("permitted"))) - {"AC"}
    if len(required) != 1 or not permitted <= {required[0]}:
        return ""
    return _REQUIRED.get(required[0], "")


def _note_rule(where: str, rule: Mapping[str, Any], used: tuple[str, ...], notes: Notes) -> None:
    unread = [key for key in rule if key not in (*used, "language", "entrypoint", "authors", "model_solution")]
    if unread:
        told = f"what {_RULES} says of it ({', '.join(map(str, unread))}) was not carried over: its folder decides"
        notes.add(where, told)
