"""The embedded Redis: loopback only, behind a password of its own, everything it is told kept on disk."""

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
save ""
maxmemory-policy noeviction
"""


@dataclass(frozen=True, slots=True)
class EmbeddedRedis:
    part: Part
    port: int
    url: str


def embedded_redis(home: Path, lock: int) -> EmbeddedRedis:
    """A Redis with its data in ``home``. Other users of this machine reach its port, but not the password.

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
    configuration.write_text(_CONFIGURATION.format(port=port, password=password, folder=_quoted(folder)))
    part = Part(name="redis", argv=[program, str(configuration)], descriptors=(lock,))
    return EmbeddedRedis(part, port, f"redis://:{password}@127.0.0.1:{port}/0")


def _quoted(folder: Path) -> str:
    """As Redis reads words with spaces and quotes in them."""
    text = str(folder).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
