"""The embedded Redis: loopback only, behind a password of its own, everything it is told kept on disk."""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from judge.cli.parts import CannotServe, Part
from judge.cli.ports import free_port

_CONFIGURATION = """\
bind 127.0.0.1 -::1
port {port}
requirepass {password}
dir {folder}
daemonize no
appendonly yes
appendfsync everysec
aof-load-truncated yes
save ""
maxmemory-policy noeviction
maxmemory {mib}mb
"""

_DAMAGED = "Bad file format reading the append only file"


@dataclass(frozen=True, slots=True)
class EmbeddedRedis:
    part: Part
    port: int
    url: str


def embedded_redis(home: Path, lock: int, mib: int = 0) -> EmbeddedRedis:
    """A Redis with its data in ``home``. Other users of this machine reach its port, but not the password. ``mib`` is
    the memory it may use; 0 is half of the machine's.

    It inherits the folder's lock, so that nothing else uses the data before it has ended, however that comes about.

    Raises:
        CannotServe: there is no redis-server.
    """
    program = shutil.which("redis-server")
    if not program:
        raise CannotServe(
            "redis-server is missing. Install it: apt-get install redis-server\n"
            "Or name a Redis that runs already: JUDGE_REDIS_URL=redis://…"
        )
    folder = home / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    port, password = free_port(), secrets.token_hex(24)
    configuration = folder / "redis.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(
        _CONFIGURATION.format(port=port, password=password, folder=_quoted(folder), mib=mib or _half())
    )
    manifest = folder / "appendonlydir" / "appendonly.aof.manifest"
    repair = (
        f"Its data is damaged somewhere before the end. Copy {folder}, then cut off what is behind the damage:\n"
        f"  redis-check-aof --fix {manifest}\n"
        'docs/operations.md, "When Redis lost its tail", says what is lost then.'
    )
    part = Part(name="redis", argv=[program, str(configuration)], descriptors=(lock,), advice={_DAMAGED: repair})
    return EmbeddedRedis(part, port, f"redis://:{password}@127.0.0.1:{port}/0")


def _half() -> int:
    """Half of this machine's memory, in MiB: Redis may need as much again while it writes its file anew."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**21


def _quoted(folder: Path) -> str:
    """As Redis reads words with spaces and quotes in them."""
    text = str(folder).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
