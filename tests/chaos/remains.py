"""What is on the machine of a judge: counted before it starts and after it ended, so that others do not matter."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.site import Site
from tests.leftovers import held_namespaces, strangers

_EMPTY = "pymp-"
"""Folders that multiprocessing makes for a process, and cannot remove for one that was killed. Nothing is in them."""
WITHIN_S = 100
"""A dead worker's boxes are removed once it is called dead, which takes some seconds; an engine that was killed
sweeps up network namespaces once a minute."""


class Machine:
    """Take it before the judge starts."""

    def __init__(self, site: Site, within_s: float = WITHIN_S) -> None:
        self._site = site
        self._within_s = within_s
        self._groups = _control_groups()
        self._shared = _shared_memory()
        self._networks = _engine("network", "ls") if site.plan.backend == "docker" else set()
        self._volumes = _engine("volume", "ls") if site.plan.backend == "docker" else set()

    def findings(self) -> list[str]:
        """What is still there, once there was time for it to go."""
        deadline = time.monotonic() + self._within_s
        while (found := list(self._left())) and time.monotonic() < deadline:
            time.sleep(0.5)
        return found

    def _left(self) -> Iterator[str]:
        for text in _processes(self._site.home):
            yield f"left over: process {text}"
        for group in sorted(_control_groups() - self._groups):
            yield f"left over: control group {group}"
        for name in sorted(_shared_memory() - self._shared):
            yield f"left over: shared memory {name}"
        for path in sorted(self._site.temporary.rglob("*")):
            if not (path.is_dir() and path.name.startswith(_EMPTY)):
                yield f"left over: file {path}"
        if self._site.plan.backend == "docker":
            for box in _engine("ps", "--all", "--filter", f"label=judge.site={self._site.site}"):
                yield f"left over: container {box}"
            engine = self._site.engine
            for name in sorted(held_namespaces(engine.namespaces) if engine else held_namespaces()):
                yield f"left over: network namespace {name}"
            for kind, before in (("network", self._networks), ("volume", self._volumes)):
                for name in sorted(_engine(kind, "ls") - before):
                    yield f"left over: {kind} {name}"


def _processes(home: Path) -> Iterator[str]:
    """Of this judge, by the environment it gave them, and of candidates, by their user."""
    strange = strangers()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if not entry.name.isdigit():
                continue
            environment = (entry / "environ").read_bytes().split(b"\0")  # Redis writes its title over it
            ours = f"JUDGE_HOME={home}".encode() in environment or (entry / "cwd").readlink().is_relative_to(home)
            if ours or int(entry.name) in strange:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                yield f"{entry.name}: {command[:200]}"


def _control_groups() -> set[str]:
    return {str(path) for path in Path("/sys/fs/cgroup").glob("**/judge/slot-*")}


def _shared_memory() -> set[str]:
    return {path.name for path in Path("/dev/shm").iterdir()}


def _engine(*command: str) -> set[str]:
    done = subprocess.run(("docker", *command, "--quiet"), capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())
