"""Finding a place where this process may make control groups.

Version 1: below the mount point of each controller, or below this process's own group. Version 2: below the topmost
group that this process may write to (a process moves only between groups whose common ancestor its mover can write
to), down to its own; a group that has processes cannot pass controllers on, so they move to a leaf of their own first.
"""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from worker.sandbox.cgroup import Hierarchy, inherit_cores

_FOLDER = "judge"
_LEAF = "judge-host"
_NEEDED_V1 = ("memory", "cpuacct")
_USED_V1 = ("memory", "cpuacct", "cpu", "pids", "cpuset")
_USED_V2 = ("memory", "pids", "cpu", "cpuset")


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted hierarchy: ``root`` is the group that its mount point shows."""

    point: Path
    root: str
    kind: str
    options: frozenset[str]


def find_hierarchy(proc: Path = Path("/proc/self")) -> Hierarchy | None:
    """The best place; none where memory cannot be limited."""
    mounts = _mounts((proc / "mountinfo").read_text())
    own = _own_groups((proc / "cgroup").read_text())
    return _version_1(mounts, own) or _version_2(mounts, own)


def _mounts(mountinfo: str) -> list[Mount]:
    found = []
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ", 2)
        if kind in ("cgroup", "cgroup2"):
            _, _, _, root, point, *_ = before.split()
            found.append(Mount(Path(point), root, kind, frozenset(options.split(","))))
    return found


def _own_groups(cgroup: str) -> dict[str, str]:
    """Controller (empty for version 2) to this process's group."""
    groups = {}
    for line in cgroup.splitlines():
        _, controllers, group = line.split(":", 2)
        groups.update(dict.fromkeys(controllers.split(","), group))
    return groups


def _version_1(mounts: list[Mount], own: dict[str, str]) -> Hierarchy | None:
    folders = {}
    for controller in _USED_V1:
        for mount in mounts:
            if mount.kind == "cgroup" and controller in mount.options:
                for above in (mount.point, _below(mount, own.get(controller, "/"))):
                    if controller not in folders and _makes(above / _FOLDER, cores=controller == "cpuset"):
                        folders[controller] = (above / _FOLDER).resolve()
    return Hierarchy(1, folders) if folders.keys() >= set(_NEEDED_V1) else None


def _version_2(mounts: list[Mount], own: dict[str, str]) -> Hierarchy | None:
    for mount in mounts:
        if mount.kind == "cgroup2" and "memory" in _words(mount.point / "cgroup.controllers"):
            place = _below(mount, own.get("", "/"))
            line = [place, *place.parents]
            for above in reversed(line[: line.index(mount.point) + 1]):
                if os.access(above / "cgroup.procs", os.W_OK) and (folder := _delegate(above, is_own=above == place)):
                    used = [name for name in _USED_V2 if name in _words(folder / "cgroup.subtree_control")]
                    return Hierarchy(2, dict.fromkeys(used, folder))
    return None


def _delegate(above: Path, *, is_own: bool) -> Path | None:
    """Make the judge's folder below ``above`` with all controllers passed on to it; none if that is not allowed."""
    folder = above / _FOLDER
    if not _makes(folder):
        return None
    if not _pass_on(above) and is_own and _make_room(above):
        _pass_on(above)
    _pass_on(folder)
    return folder if "memory" in _words(folder / "cgroup.subtree_control") else None


def _pass_on(folder: Path) -> bool:
    """Pass controllers on to the groups below; whether that went well for memory, which is the first one tried.

    The others can be passed on beside processes, but then no process could be moved out of the way of memory any more.
    """
    control = folder / "cgroup.subtree_control"
    left = set(_words(folder / "cgroup.controllers")) - set(_words(control))
    for controller in (name for name in _USED_V2 if name in left):
        try:
            control.write_text(f"+{controller}")
        except OSError:
            if controller == "memory":
                return False
    return "memory" in _words(control)


def _make_room(group: Path) -> bool:
    """Move the processes of our own group into a leaf of it."""
    leaf = group / _LEAF
    if not _makes(leaf):
        return False
    for pid in _words(group / "cgroup.procs"):
        with contextlib.suppress(OSError):
            (leaf / "cgroup.procs").write_text(pid)
    return not _words(group / "cgroup.procs")


def _below(mount: Mount, group: str) -> Path:
    """The folder of ``group``; a mount shows only what is below its root."""
    with contextlib.suppress(ValueError):
        return mount.point / Path(group).relative_to(mount.root)
    return mount.point


def _makes(folder: Path, *, cores: bool = False) -> bool:
    try:
        folder.mkdir(exist_ok=True)
        if cores:
            inherit_cores(folder)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _words(path: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return path.read_text().split()
    return []
