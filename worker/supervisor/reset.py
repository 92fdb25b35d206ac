"""Bringing a box back to how it was, and proving it. Whatever cannot be proved makes the worker destroy the box."""

import contextlib
import os
import time

from . import files, inflight, layout, ports, usage
from .procs import StillAlive
from .watch import Watcher

_SLACK_BYTES = 24 * 1024 * 1024
"""The supervisor's own buffers grow with the largest outputs seen."""
_LOOK_AGAIN_S = 0.02
_LOOKS = 25
"""Memory of ended processes, and of what only sockets in flight held, may take a moment to come back, which kernels do
in the background: half a second, counted in looks, because a machine that stood still has given nothing back. The
worker and its processor core wait meanwhile."""
_TWO_LINES = 400
"""Bytes of two lines of a table of connections; there may be tens of thousands."""


def clean(watcher: Watcher, uid: int, *, own_network: bool) -> list[str]:
    """End the submission's processes and empty what it could write to; the problems that are left, or none."""
    try:
        watcher.reaper.end_all(uid, watcher.spared())
        files.empty((layout.WORK, *layout.SCRATCH))
    except (StillAlive, OSError) as error:
        return [f"could not clean: {error}"]
    return [
        *_leftover_processes(watcher),
        *_leftover_files(),
        *_leftover_ipc(watcher),
        *(_leftover_connections(watcher) if own_network else ()),
        *_leftover_memory(watcher),
    ]


def _leftover_processes(watcher: Watcher) -> list[str]:
    expected = {os.getpid(), *watcher.spared()}
    found = set(usage.processes())
    if found != expected:
        return [f"{len(found ^ expected)} unexpected or missing processes"]
    return []


def _leftover_files() -> list[str]:
    problems = []
    for path in (layout.WORK, *layout.SCRATCH):
        if os.listdir(path):
            problems.append(f"{path} is not empty")
        if files.attributes(path):
            problems.append(f"{path} has attributes")
        if files.flags(path):
            problems.append(f"{path} has flags")
    if sorted(os.listdir(layout.BOX)) != sorted(os.path.basename(path) for path in layout.OPEN):
        problems.append(f"{layout.BOX} holds something unknown")
    for path in layout.OPEN:
        status = os.lstat(path)
        if status.st_uid != 0 or status.st_mode & 0o7777 != files.OPEN_DIRECTORY_MODE:
            problems.append(f"{path} changed hands")
    return problems


def _leftover_ipc(watcher: Watcher) -> list[str]:
    return [f"a System V object ({kind} {number})" for kind, number in watcher.sysv.found()]


def _leftover_connections(watcher: Watcher) -> list[str]:
    """A connection that was closed keeps its port for a minute, without a process: the next one could not have it."""
    problems = []
    for kind in ("tcp", "tcp6"):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/net/{kind}", "rb") as table:
            if len(table.readlines(_TWO_LINES)) > 1:  # the first is of titles
                problems.append(f"{kind} connections that have not ended")
    with contextlib.suppress(FileNotFoundError), open("/proc/net/ip6_flowlabel", "rb") as table:
        if len(table.readlines(_TWO_LINES)) > 1:  # they stay for minutes, and anybody can read what is in them
            problems.append("IPv6 flow labels that somebody took")
    if isinstance(watcher.usage, usage.GVisor) and (made := ports.connections_made()):
        problems.append(f"{made} connections, of which gVisor does not tell whether they have ended")
    return problems


def _leftover_memory(watcher: Watcher) -> list[str]:
    if _held_bytes(watcher) <= _SLACK_BYTES:
        return []
    _give_back_what_is_free()
    for _ in range(_LOOKS):
        if (held := _held_bytes(watcher)) <= _SLACK_BYTES:
            return []
        inflight.poke()
        time.sleep(_LOOK_AGAIN_S)
    return [f"{held} bytes more memory in use than at the start"]


def _give_back_what_is_free() -> None:
    """What held inputs that were sent ahead is free by now, and the C library keeps it for us."""
    import ctypes  # noqa: PLC0415 - most boxes never come here, and it is slow to load

    with contextlib.suppress(AttributeError):  # a library that has no such call does not keep as much
        ctypes.CDLL(None).malloc_trim(0)


def _held_bytes(watcher: Watcher) -> int:
    before = watcher.baseline
    grown = usage.own_bytes() - before.own_bytes
    return sum(watcher.usage.memory_bytes()) + grown - before.program_bytes
