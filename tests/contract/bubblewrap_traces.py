"""What boxes of a bubblewrap sandbox are on the host, and what of it is still there later.

Other judges may run on the machine: only what belongs to the sandbox in question is looked at.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from worker.sandbox.bubblewrap import BubblewrapSandbox
from worker.sandbox.bubblewrap_boxes import Made
from worker.sandbox.interface import Box


@dataclass(frozen=True)
class Traces:
    """Processes as (id, time of start), network namespaces and control groups."""

    processes: frozenset[tuple[int, int]]
    networks: frozenset[str]
    groups: frozenset[str]

    @classmethod
    def of(cls, sandbox: BubblewrapSandbox) -> "Traces":
        """Of all its boxes, now."""
        made = list(sandbox.boxes.made.values())
        processes = frozenset(_trees({each.process.pid for each in made}))
        networks = {_network(pid) for pid, _ in processes} - {_network(os.getpid()), ""}
        groups = {f"slot-{each.slot.number}" for each in made if each.group}
        return cls(processes, frozenset(networks), frozenset(groups))

    def left(self, sandbox: BubblewrapSandbox) -> "Traces":
        """What of these is there now; ``sandbox`` tells where control groups are."""
        processes = frozenset((pid, started) for pid, _, started in _processes())
        networks = frozenset(_network(pid) for pid, _ in processes)
        groups = sandbox.host.hierarchy.names() if sandbox.host.hierarchy else set()
        return Traces(self.processes & processes, self.networks & networks, self.groups & groups)

    def dumps(self) -> str:
        return json.dumps([sorted(self.processes), sorted(self.networks), sorted(self.groups)])

    @classmethod
    def loads(cls, text: str | bytes) -> "Traces":
        processes, networks, groups = json.loads(text)
        return cls(frozenset(map(tuple, processes)), frozenset(networks), frozenset(groups))


NOTHING = Traces(frozenset(), frozenset(), frozenset())


def first_process(sandbox: BubblewrapSandbox, box: Box) -> int:
    """The box's process 1, as the host calls it."""
    made: Made = sandbox.boxes.made[id(box)]
    (child,) = (pid for pid, parent, _ in _processes() if parent == made.process.pid)
    return child


def held_namespaces() -> list[str]:
    """Namespaces that a descriptor of this process keeps."""
    held = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            held.append(str(descriptor.readlink()))
    return [target for target in held if target.startswith(("net:", "user:"))]


def _processes() -> Iterator[tuple[int, int, int]]:
    """(id, parent, time of start) of every process on the machine."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                yield int(entry.name), int(fields[1]), int(fields[19])


def _trees(roots: set[int]) -> Iterator[tuple[int, int]]:
    """These processes and all below them."""
    rows = list(_processes())
    found = set(roots)
    while more := {pid for pid, parent, _ in rows if parent in found} - found:
        found |= more
    yield from ((pid, started) for pid, _, started in rows if pid in found)


def _network(pid: int) -> str:
    try:
        return str(Path(f"/proc/{pid}/ns/net").readlink())
    except OSError:
        return ""
