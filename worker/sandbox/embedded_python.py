"""Which Python programs in embedded boxes run on, and the packages that the set-up made for it.

    <home>/runtimes/python/<major.minor>/     packages and their bin/, made by ``pip install --target``
    <home>/runtimes/tester/<major.minor>/     the same for the box that holds the tests of a service

In a box they are mounted over the interpreter's own site-packages: programs find them where an installation would
have put them, and nothing that somebody installed on the host, which is also slow to start (its .pth files).
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from worker.sandbox.embedded_places import is_system, may_be_mounted

_OLDEST = (3, 11)
_ELSEWHERE = Path("/opt/python")
"""Where packages go if the interpreter's own folder does not exist, and nothing can be mounted over it."""

_INSPECT = """
import json, os, site, sys, sysconfig
print(json.dumps({"version": list(sys.version_info[:2]), "base": sys.base_prefix,
    "real": os.path.realpath(sys.executable), "site": sysconfig.get_path("purelib"),
    "sites": site.getsitepackages()}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Python:
    """An interpreter: ``executable`` starts it, ``real`` is the file behind it in ``base``, its installation.

    ``site`` is where packages are installed to, ``sites`` all folders where it finds some on this host, ``made`` where
    those of the set-up are, if they are.
    """

    executable: Path
    real: Path
    base: Path
    version: str
    site: Path
    sites: tuple[Path, ...]
    made: Path | None

    @property
    def pytest(self) -> bool:
        return self.made is not None and (self.made / "pytest").is_dir()

    def mounts(self) -> list[tuple[str, str]]:
        """(host, box) folders, those that hold others first."""
        own = [] if is_system(self.base) else [(str(self.base), str(self.base))]
        return [*own, (str(self.made), str(self.place))] if self.made else own

    def hidden(self) -> list[str]:
        """Folders with the host's own packages, unless those of the set-up cover them anyway."""
        return [str(path) for path in self.sites if path.is_dir() and not (self.made and path == self.place)]

    def folders(self) -> list[str]:
        """What comes first on PATH."""
        return [str(self.executable.parent), *([str(self.place / "bin")] if self.made else [])]

    def env(self) -> Mapping[str, str]:
        return {"PYTHONPATH": str(_ELSEWHERE)} if self.made and self.place == _ELSEWHERE else {}

    @property
    def place(self) -> Path:
        """Where packages of the set-up are in a box."""
        return self.site if self.site.is_dir() else _ELSEWHERE


def packages_folder(home: Path, version: str, whose: str = "python") -> Path:
    return home / "runtimes" / whose / version


def find_python(home: Path) -> Python | None:
    """The system's interpreter or the one below ours: the first with packages of the set-up, or else the first."""
    candidates = (Path("/usr/bin/python3"), Path(sys.base_prefix) / "bin/python3")
    found = [python for path in candidates if (python := _inspect(path, home)) is not None]
    return next((python for python in found if python.made), next(iter(found), None))


def _inspect(executable: Path, home: Path) -> Python | None:
    try:
        done = subprocess.run([str(executable), "-I", "-c", _INSPECT], capture_output=True, timeout=30, check=True)
        facts = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    base = Path(facts["base"])
    if tuple(facts["version"]) < _OLDEST or not (is_system(base) or may_be_mounted(base)):
        return None
    version = ".".join(map(str, facts["version"]))
    made = packages_folder(home, version)
    return Python(
        executable=executable,
        real=Path(facts["real"]),
        base=base,
        version=version,
        site=Path(facts["site"]),
        sites=tuple(dict.fromkeys(map(Path, [facts["site"], *facts["sites"]]))),
        made=made if made.is_dir() else None,
    )
