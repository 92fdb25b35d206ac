"""The user ids that boxes may give to submissions, and how a box's root comes to rule over them.

    root          nothing to do: any uid can be taken, a high range is
    anybody else  a user namespace in which newuidmap maps the user's range of /etc/subuid

A range is cut into slots, one a box, because RLIMIT_NPROC counts a uid over the whole kernel.
"""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from worker.sandbox.bubblewrap_problem import Problem, Unfit

_HIGH_FIRST = 800_000_000
_HIGH_PER_SLOT = 4096
_HIGH_SLOTS = 4096
"""The Docker backend's range begins at 700000000; both can be in use on one machine."""

_LOW_FIRST = 1024
_LOW_PER_SLOT = 512
_NOBODY = 65534
_ENOUGH = 65536

_AS_MAPPED_ROOT = ("--user", "--map-root-user", "--map-auto")


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """``slots`` ranges of ``per_slot`` ids from ``first`` on; ``unshare`` are options that make them available."""

    first: int
    per_slot: int
    slots: int
    unshare: tuple[str, ...] = ()

    def first_of(self, slot: int) -> int:
        return self.first + slot * self.per_slot


def find_users(etc: Path = Path("/etc"), uid_map: Path = Path("/proc/self/uid_map")) -> Users:
    """The range of whoever runs this process.

    Raises:
        Unfit: there is none, or a program is missing.
    """
    if os.geteuid() == 0:
        return _cut(_mapped(uid_map.read_text()), ())
    name = pwd.getpwuid(os.geteuid()).pw_name
    if not shutil.which("newuidmap") or not shutil.which("newgidmap"):
        raise Unfit(Problem("newuidmap is missing, and bubblewrap does not run as root", "apt-get install uidmap"))
    size = min(_delegated(_text(table), name, os.geteuid()) for table in (etc / "subuid", etc / "subgid"))
    if size < _LOW_FIRST + 2 * _LOW_PER_SLOT:
        ids = f"100000-{100000 + _ENOUGH - 1}"
        fix = f"usermod --add-subuids {ids} --add-subgids {ids} {name}   (as root; another range if that one is taken)"
        raise Unfit(Problem(f"user {name} has no range of user ids in /etc/subuid and /etc/subgid", fix))
    return _cut(size, _AS_MAPPED_ROOT)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _mapped(uid_map: str) -> int:
    """How many ids from 0 on exist here: all of them, or as many as a container's user namespace has."""
    size = 0
    for line in uid_map.splitlines():
        inside, _, count = map(int, line.split())
        if inside <= size:
            size = max(size, inside + count)
    return size


def _delegated(table: str, name: str, uid: int) -> int:
    """The size of the user's first range; newuidmap and unshare use that one."""
    for line in table.splitlines():
        owner, _, rest = line.partition(":")
        if owner in (name, str(uid)):
            return int(rest.partition(":")[2] or 0)
    return 0


def _cut(size: int, unshare: tuple[str, ...]) -> Users:
    if size >= _HIGH_FIRST + _HIGH_SLOTS * _HIGH_PER_SLOT:
        return Users(first=_HIGH_FIRST, per_slot=_HIGH_PER_SLOT, slots=_HIGH_SLOTS, unshare=unshare)
    slots = (min(size, _NOBODY) - _LOW_FIRST) // _LOW_PER_SLOT
    if slots < 1:
        raise Unfit(Problem(f"only {size} user ids exist here", "start the container with a larger user id mapping"))
    return Users(first=_LOW_FIRST, per_slot=_LOW_PER_SLOT, slots=slots, unshare=unshare)
