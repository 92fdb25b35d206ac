"""The host's own interpreters, as boxes of the embedded mode get to see them: what to mount and what PATH to set.

Programs below /usr are in every box. Others (a version manager's, say) are mounted at their own path, nothing beside
them. What the set-up made for a runtime is in ``<home>/runtimes/<name>/`` and lands where the runtime's image has it.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from judge.runtimes import Runtime
from worker.sandbox.embedded_places import SYSTEM_PATH, may_be_mounted
from worker.sandbox.embedded_python import Python


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """How a runtime gets into a box: (host, box) folders to mount read-only, folders to show empty, PATH, environment.

    ``env`` is what differs from the runtime's own.
    """

    path: str = SYSTEM_PATH
    mounts: tuple[tuple[str, str], ...] = ()
    hidden: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)

    def adapt(self, runtime: Runtime) -> Runtime:
        """The runtime with the environment it needs here."""
        return replace(runtime, env={**runtime.env, **self.env})


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A folder that the set-up makes in ``<home>/runtimes/<name>/``, its place in a box, and what to do without it."""

    folder: str
    place: str
    env_without: Mapping[str, str] = field(default_factory=dict)


MADE_BY_SETUP = {
    "node": Made(folder="node_modules", place="/node_modules"),
    "go": Made(folder="cache", place="/opt/go-cache", env_without={"GOCACHE": "/box/tmp/go-cache"}),
}


def find_toolchain(runtime: Runtime, home: Path, python: Python) -> Toolchain | None:
    """How to run ``runtime`` with what this host has; none if something is missing. The supervisor needs ``python``."""
    folders = python.folders()
    mounts = python.mounts()
    for binary in runtime.embedded:
        if binary != "python3" and not shutil.which(binary, path=SYSTEM_PATH):
            place = _installation(binary)
            if place is None:
                return None
            folders.append(str(place / "bin"))
            mounts.append((str(place), str(place)))
    env = dict(python.env())
    if (made := MADE_BY_SETUP.get(runtime.name)) is not None:
        folder = home / "runtimes" / runtime.name / made.folder
        if folder.is_dir():
            mounts.append((str(folder), made.place))
        else:
            env.update(made.env_without)
    path = ":".join(dict.fromkeys([*folders, *SYSTEM_PATH.split(":")]))
    return Toolchain(path=path, mounts=tuple(dict.fromkeys(mounts)), hidden=tuple(python.hidden()), env=env)


def _installation(binary: str) -> Path | None:
    """The folder a program outside the system's was installed to: the one with ``bin/<program>`` in it."""
    found = shutil.which(binary)
    if found is None:
        return None
    real = Path(found).resolve()
    place = real.parent.parent
    return place if real.parent.name == "bin" and real.name == binary and may_be_mounted(place) else None
