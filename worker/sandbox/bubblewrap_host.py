"""What this machine has for bubblewrap boxes, found once; or the first thing that is missing."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from worker.sandbox import bubblewrap_seccomp
from worker.sandbox.bubblewrap_problem import Problem, Unfit
from worker.sandbox.bubblewrap_users import Users, find_users
from worker.sandbox.cgroup import Hierarchy
from worker.sandbox.cgroup_find import find_hierarchy
from worker.sandbox.embedded_places import SYSTEM_PATH
from worker.sandbox.embedded_python import Python, find_python
from worker.sandbox.embedded_stage import stage

_OLDEST = (0, 5)
"""--chmod and --perms came with 0.5, the rest is older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Everything that all boxes of a worker share. ``hierarchy`` is none where no control group can be made."""

    version: str
    users: Users
    hierarchy: Hierarchy | None
    python: Python
    stage: Path
    seccomp: bytes
    cpus: float

    @classmethod
    def find(cls, home: Path) -> Self:
        """Raises Unfit, with the fix, or SandboxUnavailable."""
        version = bwrap_version()
        _need("unshare", "apt-get install util-linux")
        _need("nsenter", "apt-get install util-linux")
        _need("mount", "apt-get install mount")
        users = find_users()
        python = find_python(home)
        if python is None:
            raise Unfit(Problem("no Python 3.11 or newer for the boxes", "apt-get install python3"))
        return cls(
            version=version,
            users=users,
            hierarchy=find_hierarchy(),
            python=python,
            stage=stage(home, python.real),
            seccomp=bubblewrap_seccomp.program(),
            cpus=float(os.cpu_count() or 1),
        )


def bwrap_version() -> str:
    """Such as ``0.8.0``. Raises Unfit."""
    fix = "apt-get install bubblewrap"
    _need("bwrap", fix)
    said = subprocess.run(["bwrap", "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    version = said.split()[-1] if said.split() else ""
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers < _OLDEST:
        raise Unfit(Problem(f"bubblewrap {version or 'of unknown version'} is too old", fix))
    return version


def _need(program: str, fix: str) -> None:
    if not shutil.which(program, path=SYSTEM_PATH):
        raise Unfit(Problem(f"{program} is missing", fix))
