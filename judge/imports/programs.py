"""A program of another judge as this one starts it: which runtime it is written for, under which name its main file is.

Elsewhere any file may be started; here it is the runtime's main file. A lone file is renamed; where files know each
other by name, a main file is added that starts the right one.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

_RUNTIMES = {
    **dict.fromkeys((".py", ".py3"), "python"),
    **dict.fromkeys((".cc", ".cpp", ".cxx", ".c++", ".C"), "cpp"),
    ".java": "java",
    ".go": "go",
    ".js": "node",
}
_OTHERS = {
    **{".py2": "Python 2", ".c": "C", ".kt": "Kotlin", ".cs": "C#", ".rs": "Rust", ".rb": "Ruby", ".hs": "Haskell"},
    **{".php": "PHP", ".scala": "Scala", ".ml": "OCaml", ".pas": "Pascal", ".pl": "Prolog", ".ts": "TypeScript"},
    **{".lisp": "Lisp", ".cl": "Lisp", ".swift": "Swift", ".d": "D", ".f90": "Fortran", ".jl": "Julia", ".lua": "Lua"},
    **{".sh": "Bash", ".fs": "F#", ".m": "Objective-C", ".adb": "Ada", ".dart": "Dart", ".ex": "Elixir", ".zig": "Zig"},
}
_MAINS = {"python": "main.py", "cpp": "main.cpp", "java": "Main.java", "go": "main.go", "node": "main.js"}
_STARTS = {
    "python": re.compile(rb"__name__"),
    "cpp": re.compile(rb"\bmain\s*\("),
    "java": re.compile(rb"\bvoid\s+main\s*\("),
    "go": re.compile(rb"\bfunc\s+main\s*\("),
}
_PYTHON_2 = re.compile(rb"#!.*python2")
_PACKAGE = "program"

CODES = {"python3": "python", "python3numpy": "python", "cpp": "cpp", "java": "java", "go": "go", "javascript": "node"}
"""Codes of languages in the Kattis format to runtimes; the others have none."""


@dataclass(frozen=True, slots=True)
class Program:
    """The runtime's main file is in ``files``, unless it is driven by one from elsewhere."""

    runtime: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class NoProgram:
    """``why`` completes the sentence "it was left out, because …"."""

    why: str


def program(
    files: Mapping[str, bytes], runtime: str = "", entry: str = "", *, driven: Collection[str] = ()
) -> Program | NoProgram:
    """``files`` as a program; ``runtime`` and ``entry`` (the file to start) where they are known.

    In the runtimes that are ``driven`` the main file comes from elsewhere, and knows the others by their names.
    """
    found = runtime or _language(files)
    if found not in _MAINS:
        return NoProgram(f"there is no runtime for {found}" if found else "its language is not clear")
    renamed = {_renamed(path): content for path, content in files.items()}
    if len(renamed) != len(files):
        return NoProgram("two of its files would have the same name")
    whole = renamed if found in driven else _with_main(renamed, found, _renamed(entry))
    return Program(found, whole) if whole else NoProgram("it is not clear which of its files is started")


def main_file(runtime: str) -> str:
    """The file that is started."""
    return _MAINS.get(runtime, "")


def is_source(path: str) -> bool:
    return _ending(path) in _RUNTIMES or _ending(path) in _OTHERS


def _language(files: Mapping[str, bytes]) -> str:
    """The runtime, or the name of a language that has none; empty where there are several or none."""
    found = set()
    for path, content in files.items():
        if name := _RUNTIMES.get(_ending(path), _OTHERS.get(_ending(path), "")):
            old = name == "python" and _PYTHON_2.match(content[:200])
            found.add("Python 2" if old else name)
    return found.pop() if len(found) == 1 else ""


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix


def _renamed(path: str) -> str:
    """With an ending that the runtime knows."""
    ending = _ending(path)
    match ending:
        case ".py3":
            return path.removesuffix(ending) + ".py"
        case ".c++" | ".C":
            return path.removesuffix(ending) + ".cpp"
    return path


def _with_main(files: dict[str, bytes], runtime: str, entry: str) -> dict[str, bytes]:
    """Nothing where it is not clear what to start."""
    main = _MAINS[runtime]
    sources = [path for path in files if _RUNTIMES.get(_ending(path)) == runtime]
    if not entry and main in files:
        return files
    if not entry and runtime == "python" and "__main__.py" in files:
        return _python_package(files)
    start = entry if entry in files else _start(files, sources, runtime)
    if not start:
        return {}
    if runtime in ("cpp", "go") or (len(sources) == 1 and runtime in ("python", "node") and main not in files):
        return _moved(files, start, main)
    return _started(files, start, runtime, main)


def _start(files: Mapping[str, bytes], sources: list[str], runtime: str) -> str:
    if len(sources) == 1:
        return sources[0]
    pattern = _STARTS.get(runtime)
    starters = [path for path in sources if pattern and pattern.search(files[path])]
    return starters[0] if len(starters) == 1 else ""


def _moved(files: dict[str, bytes], start: str, main: str) -> dict[str, bytes]:
    if start != main and main in files:
        return {}
    return {main if path == start else path: content for path, content in files.items()}


def _started(files: dict[str, bytes], start: str, runtime: str, main: str) -> dict[str, bytes]:
    """With a main file that starts ``start``."""
    if runtime == "java":
        return _java(files, start)
    if start == main:
        return files
    if main in files:
        return {}
    script = {
        "python": f'import runpy\n\nrunpy.run_path({start!r}, run_name="__main__")\n',
        "node": f"require({'./' + start!r});\n",
    }
    return {**files, main: script[runtime].encode()}


def _python_package(files: dict[str, bytes]) -> dict[str, bytes]:
    if "__init__.py" not in files:
        return {**files, "main.py": b'import runpy\n\nrunpy.run_path("__main__.py", run_name="__main__")\n'}
    inside = {f"{_PACKAGE}/{path}": content for path, content in files.items()}
    script = f'import runpy\n\nrunpy.run_module("{_PACKAGE}", run_name="__main__", alter_sys=True)\n'
    return {**inside, "main.py": script.encode()}


def _java(files: dict[str, bytes], start: str) -> dict[str, bytes]:
    """Java starts a class: the file is moved where it has ``Main``, else a class ``Main`` is added that calls it."""
    main = _MAINS["java"]
    source = files[start].decode("utf-8", "replace")
    classes = re.findall(r"\bclass\s+([A-Za-z_]\w*)", source)
    package = re.search(r"^\s*package\s+([\w.]+)\s*;", source, re.MULTILINE)
    if start == main and not package:
        return files
    if main in files:
        return {}
    if "Main" in classes and not package:
        return _moved(files, start, main)
    stem = PurePosixPath(start).stem
    name = stem if stem in classes else next(iter(classes), "")
    if not name:
        return {}
    called = f"{package[1]}.{name}" if package else name
    script = (
        "public class Main {\n    public static void main(String[] args) throws Exception {\n"
        f"        {called}.main(args);\n    }}\n}}\n"
    )
    return {**files, main: script.encode()}
