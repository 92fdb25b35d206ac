"""What a test does before it starts: said where the judge does not do it anyway."""

import re
from collections.abc import Mapping

from judge.imports.classroom.reading import AutoTest
from judge.imports.imported import Notes
from judge.imports.values import one_line
from judge.runtimes import Runtime

_COMPILES = ("javac", "g++", "c++", "clang++", "gcc", "clang", "cc", "go")
_PIP = re.compile(r"(?:sudo )?(?:-H )?(?:python3? -m )?pip3? install (.*)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def note_setup(test: AutoTest, runtime: Runtime, files: Mapping[str, bytes], notes: Notes) -> None:
    """Notes every command of ``setup`` that would have changed something here."""
    for command in filter(None, (part.strip() for part in re.split(r"&&|;|\n", test.setup))):
        words = command.split()
        if words[0] in _COMPILES or words[:1] == ["chmod"]:
            continue
        wanted = _packages(command, files)
        if wanted is None:
            notes.add(test.where, f"setup was not carried over: {one_line(command)}")
            continue
        absent = sorted(name for name in wanted if name.lower() not in runtime.versions)
        if absent:
            told = f"packages were not installed: {', '.join(absent)}; the runtime has those that GET /challenges tells"
            notes.add(test.where, told)


def _packages(command: str, files: Mapping[str, bytes]) -> set[str] | None:
    """The packages that a command of pip installs; None if it is another command."""
    found = _PIP.fullmatch(command)
    if not found:
        return None
    wanted: set[str] = set()
    words = iter(found[1].split())
    for word in words:
        if word in ("-r", "--requirement"):
            wanted |= _listed(files.get(next(words, "").removeprefix("./"), b""))
        elif not word.startswith("-") and (name := _NAME.match(word)):
            wanted.add(name[0])
    return wanted - {"pip", "setuptools", "wheel"}


def _listed(requirements: bytes) -> set[str]:
    lines = requirements.decode("utf-8", "replace").splitlines()
    return {name[0] for line in lines if (name := _NAME.match(line.strip()))}
