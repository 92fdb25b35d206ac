"""A control group for each box: the hard wall for memory, processes and processor time, on cgroup v1 and v2.

    <hierarchy>/judge/slot-<number>/     made before the box, joined by its first process, removed after its last

A box sees its own group's folder, read-only, as ``/sys/fs/cgroup``: the supervisor reads counters there.
"""

import contextlib
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from judge.domain.errors import SandboxUnavailable

_PERIOD_US = 100_000
_PATIENCE_S = 5.0
_IN_BOX = "/sys/fs/cgroup"


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Where groups can be made: version 1 has a folder for each controller, version 2 one for all of them."""

    version: int
    folders: Mapping[str, Path]

    @property
    def controllers(self) -> frozenset[str]:
        return frozenset(self.folders)

    @property
    def pins(self) -> bool:
        """Whether a group can be kept on some cores."""
        return "cpuset" in self.folders

    def create(self, name: str) -> "Cgroup":
        """A new, empty group; one of this name that is left over is ended first. Raises SandboxUnavailable."""
        group = self.group(name)
        group.remove()
        try:
            for folder in group.places():
                folder.mkdir()
            if self.version == 1 and self.pins:
                inherit_cores(self.folders["cpuset"] / name)
        except OSError as error:
            raise SandboxUnavailable(f"could not make a cgroup: {error}") from error
        return group

    def group(self, name: str) -> "Cgroup":
        return Cgroup(self.version, {controller: folder / name for controller, folder in self.folders.items()})

    def names(self) -> set[str]:
        """Groups that exist."""
        return {entry.name for folder in set(self.folders.values()) for entry in folder.glob("*") if entry.is_dir()}


def inherit_cores(folder: Path) -> None:
    """Version 1 lets nobody into a group that has no cores and no memory nodes, and a new one has none."""
    for name in ("cpuset.cpus", "cpuset.mems"):
        if not (folder / name).read_text().strip():
            (folder / name).write_text((folder.parent / name).read_text())


class Cgroup:
    """One box's group."""

    def __init__(self, version: int, folders: Mapping[str, Path]) -> None:
        self._version = version
        self._folders = folders

    def places(self) -> list[Path]:
        """Its folders; version 1 often has cpu and cpuacct in one."""
        return list(dict.fromkeys(self._folders.values()))

    def entrances(self) -> list[str]:
        """Files into which a process writes its id (or 0 for itself) to join."""
        return [str(place / "cgroup.procs") for place in self.places()]

    def views(self) -> list[tuple[str, str]]:
        """(here, in the box) folders with the counters that the supervisor reads."""
        if self._version == 2:
            return [(str(self.places()[0]), _IN_BOX)]
        return [(str(self._folders[name]), f"{_IN_BOX}/{name}") for name in ("cpuacct", "memory")]

    def limit_processes(self, count: int) -> None:
        self._set("pids", "pids.max", str(count))

    def limit_cpus(self, cpus: float) -> None:
        quota_us = int(cpus * _PERIOD_US)
        if self._version == 2:
            self._set("cpu", "cpu.max", f"{quota_us} {_PERIOD_US}")
        else:
            self._set("cpu", "cpu.cfs_period_us", str(_PERIOD_US))
            self._set("cpu", "cpu.cfs_quota_us", str(quota_us))

    def limit_cores(self, cores: Sequence[int]) -> None:
        """The only ones that its processes run on; they cannot choose others. Raises SandboxUnavailable."""
        self._set("cpuset", "cpuset.cpus", ",".join(map(str, cores)))

    def limit_memory(self, limit_bytes: int) -> None:
        """Memory, and no swap beyond it. Raises SandboxUnavailable when more than that is in use."""
        if self._version == 2:
            self._set("memory", "memory.max", str(limit_bytes))
            self._set("memory", "memory.swap.max", "0", optional=True)
        else:
            # memory + swap may never be below memory, so the order depends on the direction.
            names = ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"]
            if limit_bytes > self._number("memory", names[0]):
                names.reverse()
            for name in names:
                self._set("memory", name, str(limit_bytes), optional="memsw" in name)

    def end_processes(self) -> None:
        """Kill all of the group until none is left. Raises SandboxUnavailable if some stay."""
        deadline = time.monotonic() + _PATIENCE_S
        while found := self._processes():
            for pid in found:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            if time.monotonic() > deadline:
                raise SandboxUnavailable(f"{len(found)} processes of a cgroup cannot be ended")
            time.sleep(0.002)

    def remove(self) -> None:
        """End its processes and remove it; silent when there is none. Raises SandboxUnavailable."""
        self.end_processes()
        deadline = time.monotonic() + _PATIENCE_S
        for place in self.places():
            while True:
                try:
                    place.rmdir()
                except FileNotFoundError:
                    break
                except OSError as error:  # a process that has just ended is still counted for a moment
                    if time.monotonic() > deadline:
                        raise SandboxUnavailable(f"could not remove a cgroup: {error}") from error
                    time.sleep(0.002)

    def _processes(self) -> set[int]:
        found: set[int] = set()
        for entrance in self.entrances():
            with contextlib.suppress(OSError):
                found.update(map(int, Path(entrance).read_text().split()))
        return found - {0, os.getpid()}

    def _number(self, controller: str, name: str) -> int:
        with contextlib.suppress(OSError, KeyError, ValueError):
            return int((self._folders[controller] / name).read_text())
        return 0

    def _set(self, controller: str, name: str, value: str, *, optional: bool = False) -> None:
        if controller not in self._folders:
            return
        path = self._folders[controller] / name
        if optional and not path.exists():
            return
        try:
            path.write_text(value)
        except OSError as error:
            raise SandboxUnavailable(f"could not set {name} to {value}: {error}") from error
