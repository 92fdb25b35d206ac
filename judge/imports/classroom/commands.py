"""What a shell line starts: a program of a known runtime with arguments, or a Python test runner on some files.

No shell runs here, and none would in the judge: a line that needs more than a program with its arguments is not carried
over, and the reason is told.
"""

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

_PYTHON = re.compile(r"(?:python|py)(?:3(?:\.\d+)?)?")
_CPP = ("g++", "c++", "clang++", "gcc", "clang", "cc")
_CPP_SOURCE = (".cpp", ".cc", ".cxx")
_SHELL = re.compile(r"[|;&<>()`$*?\n]")
_FLAGS_WITH_VALUE = {"-W", "-X"}
_JAVA_FLAGS_WITH_VALUE = {"-cp", "-classpath", "--class-path"}
_PYTEST_FLAGS_WITH_VALUE = {
    "-k",
    "-m",
    "-c",
    "-p",
    "-o",
    "-W",
    "--rootdir",
    "--tb",
    "--maxfail",
    "--durations",
    "--timeout",
}


@dataclass(frozen=True, slots=True)
class Launch:
    """``main`` is started in ``runtime``; ``stdin`` names a file that is read as input, if one is."""

    runtime: str
    main: str
    args: tuple[str, ...]
    stdin: str = ""


@dataclass(frozen=True, slots=True)
class Pytest:
    """``paths`` are the files and folders it is run on, all if empty; ``selected``: on some of their tests only."""

    paths: tuple[str, ...]
    selected: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """``why`` completes "it was not carried over: …"."""

    why: str


Command = Launch | Pytest | Unknown


def understand(run: str, setup: str) -> Command:
    """What ``run`` starts, once ``setup`` has been done."""
    *before, line = [part.strip() for part in run.strip().split("&&")]
    built = [part.strip() for part in re.split(r"&&|;|\n", setup)] + before
    try:
        words = shlex.split(line)
        steps = [shlex.split(step) for step in built]
    except ValueError:
        return Unknown("its command has quotes that do not match")
    stdin = ""
    if len(words) > 2 and words[-2] == "<":
        stdin, words = _path(words[-1]), words[:-2]
    if strange := _SHELL.search(" ".join(_unquoted(line) if not stdin else words)):
        return Unknown(f"its command needs a shell ({strange[0]!r}), and programs are started without one")
    if not words:
        return Unknown("it has no command")
    if any(step and step[0] == "cd" for step in steps):
        return Unknown("it changes the folder before it starts")
    if words[0] == "timeout" and len(words) > 2:
        words = words[2:]
    found = _started(words, steps)
    if isinstance(found, Launch) and stdin:
        return Launch(found.runtime, found.main, found.args, stdin)
    return found


def _unquoted(line: str) -> Sequence[str]:
    """The words of a line without those that stand in quotes, where nothing means anything to a shell."""
    return re.sub(r"'[^']*'|\"[^\"$`]*\"", "", line).split()


def _started(words: Sequence[str], steps: Sequence[Sequence[str]]) -> Command:
    program, rest = words[0], list(words[1:])
    if _PYTHON.fullmatch(program):
        return _python(rest)
    if known := _PROGRAMS.get(program):
        return known(rest)
    if "/" in program or program.endswith((".out", ".exe")):
        return _binary(program, rest, steps)
    return Unknown(f"there is nothing here that {program} could start")


def _python(rest: list[str]) -> Command:
    rest = _without_flags(rest, _FLAGS_WITH_VALUE)
    if rest[:1] == ["-m"] and len(rest) > 1:
        if rest[1] == "pytest":
            return _pytest(rest[2:])
        if rest[1] == "unittest":
            return _unittest(rest[2:])
        return Unknown(f"it starts the module {rest[1]}, not a file")
    return _file(rest, "python", (".py",))


def _file(rest: Sequence[str], runtime: str, endings: tuple[str, ...]) -> Command:
    if not rest or not rest[0].endswith(endings):
        return Unknown("it is not clear which file it starts")
    return Launch(runtime, _path(rest[0]), tuple(rest[1:]))


def _node(rest: list[str]) -> Command:
    return _file(_without_flags(rest, set()), "node", (".js", ".mjs", ".cjs"))


def _java(rest: list[str]) -> Command:
    words = _without_flags(rest, _JAVA_FLAGS_WITH_VALUE)
    if not words or not re.fullmatch(r"[A-Za-z_][\w./]*", words[0]):
        return Unknown("it is not clear which class it starts")
    name = words[0].removesuffix(".java")
    path = name if "/" in name else name.replace(".", "/")
    return Launch("java", f"{_path(path)}.java", tuple(words[1:]))


def _go(rest: list[str]) -> Command:
    if rest[:1] != ["run"]:
        return Unknown("of the go command only go run can be carried over")
    files = [word for word in rest[1:] if word.endswith(".go") or word == "."]
    if not files:
        return Unknown("it is not clear which file it starts")
    args = tuple(rest[rest.index(files[-1]) + 1 :])
    return Launch("go", "main.go" if files[0] == "." else _path(files[0]), args)


def _binary(program: str, rest: Sequence[str], steps: Sequence[Sequence[str]]) -> Command:
    if program.endswith(".py"):
        return Launch("python", _path(program), tuple(rest))
    wanted = PurePosixPath(program).name
    for step in steps:
        if not step or step[0] not in _CPP:
            continue
        made = step[step.index("-o") + 1] if "-o" in step[:-1] else "a.out"
        if PurePosixPath(made).name != wanted:
            continue
        sources = [word for word in step if word.endswith(_CPP_SOURCE)]
        if sources:
            return Launch("cpp", _path(sources[0]), tuple(rest))
        return Unknown("it is a program in C, and there is no runtime for C")
    return Unknown(
        f"it is not clear what {program} is made of; there is a runtime for C++ where g++ builds it in setup"
    )


def _pytest(rest: Sequence[str]) -> Pytest:
    paths: list[str] = []
    selected = False
    words = iter(rest)
    for word in words:
        if word in _PYTEST_FLAGS_WITH_VALUE:
            selected = selected or word in ("-k", "-m")
            next(words, "")
        elif not word.startswith("-"):
            path, _, inside = word.partition("::")
            selected = selected or bool(inside)
            paths.append(_path(path))
    return Pytest(tuple(dict.fromkeys(paths)), selected)


def _unittest(rest: Sequence[str]) -> Pytest:
    names = [word for word in rest if not word.startswith("-") and word != "discover"]
    paths = [_path(name) if name.endswith(".py") else name.replace(".", "/") + ".py" for name in names]
    return Pytest(tuple(dict.fromkeys(paths)), False)


def _without_flags(words: Sequence[str], with_value: set[str]) -> list[str]:
    """From the first word that is no flag, or from ``-m``."""
    rest = list(words)
    while rest and rest[0].startswith("-") and rest[0] != "-m":
        del rest[: 2 if rest[0] in with_value else 1]
    return rest


def _path(word: str) -> str:
    return word.removeprefix("./").rstrip("/")


_PROGRAMS: dict[str, Callable[[list[str]], Command]] = {
    "pytest": _pytest,
    "py.test": _pytest,
    "node": _node,
    "nodejs": _node,
    "java": _java,
    "go": _go,
}
