"""What stands beside a service, without images: of the host's own programs and the checkout's files.

tester     packages that the set-up made, over the interpreter's own; judge_tester among them
sidecars   a server that is installed here, with its files in /opt/sidecar, where its image has them
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from worker.images import TESTER
from worker.sandbox.bubblewrap_problem import Problem
from worker.sandbox.embedded import Toolchain
from worker.sandbox.embedded_places import SYSTEM_PATH
from worker.sandbox.embedded_python import Python, packages_folder

TESTER_PACKAGE = "judge_tester"
DOCKER = "apt-get install docker.io && scripts/engine.py && make images"

_SIDECAR_FILES = "/opt/sidecar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server whose image holds nothing that was made for it, so that an installed one will do."""

    program: str
    package: str
    oldest: tuple[int, int]


SERVERS = {"redis": Server(program="redis-server", package="redis-server", oldest=(7, 0))}
"""By the type of sidecar. Others start on a data directory that is made with their image."""


def find_parts(kinds: Iterable[str], *, home: Path, python: Python, stage: Path) -> Mapping[str, Toolchain | Problem]:
    """The tester and each of these types of sidecars: how it gets into a box, or what is in the way."""
    return {
        TESTER: _find_tester(home, python, stage),
        **{kind: _find_sidecar(kind, python, stage) for kind in kinds},
    }


def _find_tester(home: Path, python: Python, stage: Path) -> Toolchain | Problem:
    made = packages_folder(home, python.version, TESTER)
    if not (made / TESTER_PACKAGE).is_dir():
        fix = f"{sys.executable} -m worker.sandbox.embedded_setup {home} {TESTER}"
        return Problem("the packages that tests of services need are not installed", fix)
    own = replace(python, made=made)
    return _toolchain(own, (str(stage / TESTER / TESTER_PACKAGE), str(own.place / TESTER_PACKAGE)))


def _find_sidecar(kind: str, python: Python, stage: Path) -> Toolchain | Problem:
    server = SERVERS.get(kind)
    if server is None:
        return Problem(f"sidecar {kind} needs Docker: its data directory is made with its image", DOCKER)
    if _version(server.program) < server.oldest:
        wanted = ".".join(map(str, server.oldest))
        message = f"sidecar {kind} needs Docker, or {server.program} {wanted} or later on this machine"
        return Problem(message, f"apt-get install {server.package}")
    return _toolchain(replace(python, made=None), (str(stage / "sidecars" / kind), _SIDECAR_FILES))


def _toolchain(python: Python, own: tuple[str, str]) -> Toolchain:
    path = ":".join(dict.fromkeys([*python.folders(), *SYSTEM_PATH.split(":")]))
    mounts = (*python.mounts(), own)
    return Toolchain(path=path, mounts=mounts, hidden=tuple(python.hidden()), env=python.env())


def _version(program: str) -> tuple[int, ...]:
    """As the program says it itself (``Redis server v=7.0.15``); empty where it is not installed with the system."""
    found = shutil.which(program, path=SYSTEM_PATH)
    if found is None:
        return ()
    try:
        said = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    numbers = re.search(r"v=(\d+)\.(\d+)", said)
    return tuple(map(int, numbers.groups())) if numbers else ()
