"""What the kernel of a gVisor box holds for itself.

It is a process of the machine's, and keeps what a program once made it hold (in pipes, in sockets) long after that
program has ended: nobody within the box sees it, and it is charged to the box. Its control group tells, where the
engine is on this machine and its groups can be seen.
"""

import sys
from pathlib import Path

import structlog

_log = structlog.get_logger(__name__)

_GROUPS = Path("/sys/fs/cgroup")
_PLACES = ("memory/*/{}/memory.stat", "memory/*/docker-{}.scope/memory.stat")
_PLACES_V2 = ("*/{}/memory.stat", "*/docker-{}.scope/memory.stat")
_OWN = ("total_rss", "anon")
"""In version 1 and 2. What its programs have is shared memory to the host, and is left out."""


class KernelMemory:
    """Of one container, from when it was ready."""

    def __init__(self, container_id: str, groups: Path = _GROUPS) -> None:
        places = (place.format(container_id) for place in (*_PLACES, *_PLACES_V2))
        self._stat = next((stat for place in places for stat in groups.glob(place)), None)
        if self._stat is None:
            _log.warning("what gVisor's kernel keeps is not seen here", container=container_id[:12])
        self._before = self._held_bytes()

    def grown_bytes(self) -> int:
        """How much more it is than at first; 0 where nobody tells; beyond measure for one that is gone."""
        return self._held_bytes() - self._before

    def _held_bytes(self) -> int:
        if self._stat is None:
            return 0
        try:
            rows = dict(line.split() for line in self._stat.read_text().splitlines())
        except OSError:
            return sys.maxsize
        return next((int(rows[name]) for name in _OWN if name in rows), 0)
