"""The host's own interpreters, as boxes of the embedded mode get to see them: what to mount and what PATH to set.

Programs below /usr are in every box. Others (a version manager's, say) are mounted at their own path, nothing beside
them. What the set-up made for a runtime is in ``<home>/runtimes/<name>/`` and lands where the runtime's image has it.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from judge.runtimes import Runtime

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib")
_OLDEST_PYTHON = (3, 11)

_MADE_BY_SETUP = {"node": ("node_modules", "/node_modules"), "go": ("cache", "/opt/go-cache")}
"""Runtime to (folder in ``<home>/runtimes/<name>/``, its place in a box)."""

_WITHOUT_SETUP = {"go": {"GOCACHE": "/box/tmp/go-cache"}}
"""Environment where that folder is missing."""

_INSPECT = """
import importlib.util, json, os, sys
print(json.dumps({"version": list(sys.version_info[:2]), "base": sys.base_prefix, "prefix": sys.prefix,
    "real": os.path.realpath(sys.executable), "pytest": importlib.util.find_spec("pytest") is not None}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """How a runtime gets into a box: (host, box) folders to mount read-only, PATH, and changes to its environment."""

    path: str = SYSTEM_PATH
    mounts: tuple[tuple[str, str], ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)

    def adapt(self, runtime: Runtime) -> Runtime:
        """The runtime with the environment it needs here."""
        return replace(runtime, env={**runtime.env, **self.env})


@dataclass(frozen=True, slots=True, kw_only=True)
class Python:
    """An interpreter: ``executable`` starts it, ``real`` is the file behind it in ``base``, its installation."""

    executable: Path
    real: Path
    base: Path
    prefix: Path
    pytest: bool

    def mounts(self) -> tuple[tuple[str, str], ...]:
        return tuple((str(path), str(path)) for path in dict.fromkeys((self.base, self.prefix)) if not _is_system(path))


def find_python(home: Path) -> Python | None:
    """The one that the set-up made with the frameworks, else the system's, else the one that runs this process."""
    for executable in (home / "runtimes/python/bin/python3", Path("/usr/bin/python3"), Path(sys.executable)):
        if (found := inspect_python(executable)) is not None:
            return found
    return None


def inspect_python(executable: Path) -> Python | None:
    """What is behind an executable; none if it cannot serve."""
    try:
        argv = [str(executable), "-I", "-c", _INSPECT]
        done = subprocess.run(argv, capture_output=True, timeout=30, check=True)
        facts = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    base, prefix = Path(facts["base"]), Path(facts["prefix"])
    if tuple(facts["version"]) < _OLDEST_PYTHON or not all(_may_be_mounted(path) for path in (base, prefix)):
        return None
    return Python(executable=executable, real=Path(facts["real"]), base=base, prefix=prefix, pytest=facts["pytest"])


def find_toolchain(runtime: Runtime, home: Path, python: Python) -> Toolchain | None:
    """How to run ``runtime`` with what this host has; none if something is missing."""
    folders: list[str] = []
    mounts: list[tuple[str, str]] = [*python.mounts()]
    for binary in runtime.embedded:
        if binary == "python3":
            folders.append(str(python.executable.parent))
        elif not shutil.which(binary, path=SYSTEM_PATH):
            place = _installation(binary)
            if place is None:
                return None
            folders.append(str(place / "bin"))
            mounts.append((str(place), str(place)))
    path = ":".join(dict.fromkeys([*(item for item in folders if not _is_system(Path(item))), *SYSTEM_PATH.split(":")]))
    made, env = _made_by_setup(runtime.name, home)
    return Toolchain(path=path, mounts=tuple(dict.fromkeys([*mounts, *made])), env=env)


def _made_by_setup(name: str, home: Path) -> tuple[list[tuple[str, str]], Mapping[str, str]]:
    if name in _MADE_BY_SETUP:
        folder, place = _MADE_BY_SETUP[name]
        made = home.absolute() / "runtimes" / name / folder
        if made.is_dir():
            return [(str(made), place)], {}
    return [], _WITHOUT_SETUP.get(name, {})


def _installation(binary: str) -> Path | None:
    """The folder a program outside the system's was installed to: the one with ``bin/<program>`` in it."""
    found = shutil.which(binary)
    if found is None:
        return None
    real = Path(found).resolve()
    place = real.parent.parent
    return place if real.parent.name == "bin" and real.name == binary and _may_be_mounted(place) else None


def _may_be_mounted(path: Path) -> bool:
    """An installation of its own, never a home folder (``~/bin/node``) or something above one."""
    home = Path.home().resolve()
    return path.is_dir() and path.resolve() not in (home, *home.parents)


def _is_system(path: Path) -> bool:
    return str(path).startswith(_SYSTEM_FOLDERS) and any(
        path == Path(folder) or Path(folder) in path.parents for folder in _SYSTEM_FOLDERS
    )
