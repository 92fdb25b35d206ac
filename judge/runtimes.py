"""The catalogue of runtimes: ``worker/runtimes/<name>/runtime.yaml`` as typed values.

Plain data that the API and the worker both read; adding a language is adding a folder. Commands are argv, never shell.
An argv item may hold ``{main}``, ``{stem}`` (main without its extension), ``{dir}`` (the folder of main, ``.`` at the
top) and ``{memory_mib}`` (the challenge's limit); the item ``{sources}`` becomes every file in the runtime's language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pydantic import ConfigDict, TypeAdapter, with_config

from judge.catalogues import load_entries, read_mapping, typed

CATALOGUE = Path(__file__).resolve().parent.parent / "worker" / "runtimes"
"""The folder shipped with the judge."""

_strict = with_config(ConfigDict(extra="forbid", strict=True))


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class BuildStep:
    """One build command; ``when`` and ``unless`` name a file or folder of the submission it depends on."""

    run: tuple[str, ...]
    when: str = ""
    unless: str = ""

    def applies(self, files: Iterable[str]) -> bool:
        paths = tuple(files)
        return (not self.when or _holds(paths, self.when)) and not (self.unless and _holds(paths, self.unless))


@_strict
@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """A language environment.

    ``time_factor`` and ``memory_extra_mib`` widen a challenge's limits; a build gets ``build_memory_mib`` and
    ``build_disk_mib`` where that is more. A program that failed with one of
    ``memory_messages`` on stderr ran out of memory, though the kernel killed nothing. ``zygote`` says that programs
    may be forked from a warm interpreter. ``embedded`` lists what must be on PATH to run it without an image.
    """

    name: str
    title: str
    main: str
    extensions: tuple[str, ...]
    run: tuple[str, ...]
    build: tuple[BuildStep, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    frameworks: tuple[str, ...] = ()
    time_factor: float = 1.0
    memory_extra_mib: int = 0
    build_memory_mib: int = 0
    build_disk_mib: int = 0
    memory_messages: tuple[str, ...] = ()
    zygote: bool = False
    embedded: tuple[str, ...] = ()

    def build_commands(self, files: Iterable[str], main: str, memory_mib: int) -> tuple[tuple[str, ...], ...]:
        """What builds a submission with these files; empty for a runtime (or submission) that needs no build."""
        paths = sorted(files)
        return tuple(self._expand(step.run, paths, main, memory_mib) for step in self.build if step.applies(paths))

    def run_command(self, files: Iterable[str], main: str, memory_mib: int) -> tuple[str, ...]:
        """What runs it. ``memory_mib`` is the challenge's limit, before ``memory_extra_mib`` is added."""
        return self._expand(self.run, sorted(files), main, memory_mib)

    def sources(self, files: Iterable[str]) -> tuple[str, ...]:
        """The files in this runtime's language. A leading dash cannot be an option: every path begins with ``./``."""
        return tuple(f"./{path}" for path in sorted(files) if PurePosixPath(path).suffix in self.extensions)

    def _expand(self, argv: tuple[str, ...], paths: list[str], main: str, memory_mib: int) -> tuple[str, ...]:
        path = PurePosixPath(main)
        values = {
            "main": main,
            "stem": str(path.with_suffix("")),
            "dir": str(path.parent),
            "memory_mib": str(memory_mib),
        }
        words: list[str] = []
        for word in argv:
            if word == "{sources}":
                words.extend(self.sources(paths))
            else:
                words.append(_PLACEHOLDER.sub(lambda found: values[found[1]], word))
        return tuple(words)


def load_catalogue(folder: Path = CATALOGUE) -> dict[str, Runtime]:
    """Every runtime of ``folder``, by name, in the order of names. Raises InvalidInput with every problem."""
    return load_entries(folder, "runtime.yaml", parse_runtime)


def parse_runtime(name: str, text: str) -> Runtime:
    """One runtime. Raises InvalidInput with every problem."""
    data = read_mapping(text)
    steps = data.get("build")
    if isinstance(steps, list):
        data["build"] = [{"run": step} if isinstance(step, list) else step for step in steps]
    return typed(_ADAPTER, name, data)


_ADAPTER = TypeAdapter(Runtime)
_PLACEHOLDER = re.compile(r"\{(main|stem|dir|memory_mib)\}")


def _holds(paths: Iterable[str], name: str) -> bool:
    return any(path == name or path.startswith(f"{name}/") for path in paths)
