"""The machine itself: disk space, the port, Redis."""

import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from worker.doctor.finding import Finding, apt, found, missing

_WANTED_GIB = 4


def check_redis(which: Callable[[str], str | None], *, named: bool) -> Finding:
    """``named`` when the settings name a Redis, so that none has to be started."""
    if named:
        return found("redis", "the one that JUDGE_REDIS_URL names")
    program = which("redis-server")
    if program:
        return found("redis", program)
    return missing("redis", "redis-server is not installed", apt("redis-server"))


def check_disk(folder: Path) -> Finding:
    """Space where the judge keeps its data, or will; a folder that is not there yet counts as its nearest parent."""
    place = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free_gib = shutil.disk_usage(place).free / 2**30
    if free_gib >= _WANTED_GIB:
        return found("disk", f"{free_gib:.0f} GiB free at {place}")
    detail = f"{free_gib:.1f} GiB free at {place}; images and data want {_WANTED_GIB}"
    return missing("disk", detail, "docker image prune", needed=False)


def check_port(host: str, port: int) -> Finding:
    if port == 0:
        return found("port", "a free one is taken at the start")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return missing("port", f"{host}:{port}: {error.strerror}", "export JUDGE_PORT=0", needed=True)
    return found("port", f"{host}:{port} is free")
