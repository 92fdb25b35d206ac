"""A run as the worker asked for it, typed. The worker is trusted; the checks catch mistakes, not attacks."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Ready:
    """When a service counts as ready: its port accepts a connection, or ``path`` answers with 2xx."""

    port: int
    path: str
    within_s: float


@dataclass(frozen=True)
class Run:
    """One program to run. Times in seconds, sizes in bytes.

    ``keep``: a program of ours: a server, or one beside it; what it writes stays, and nothing else is ended with it.
    """

    argv: list[str]
    env: dict[str, str]
    uid: int
    cpu_s: float
    wall_s: float
    memory_bytes: int
    processes: int
    output_bytes: int
    disk_bytes: int
    open_files: int
    results: bool
    build: bool
    zygote: bool
    keep: bool = False
    stdin: bytes = b""
    files: dict[str, bytes] = field(default_factory=dict)


def parse(header: dict[str, Any], body: bytes, uid: int) -> Run:
    """Header fields as in :class:`Run`; ``stdin`` and ``files`` (list of [path, length]) say how the body is cut."""
    view = memoryview(body)
    stdin_length = int(header["stdin"])
    return Run(
        argv=[str(word) for word in header["argv"]],
        env={str(key): str(value) for key, value in header["env"].items()},
        uid=uid,
        cpu_s=float(header["cpu_s"]),
        wall_s=float(header["wall_s"]),
        memory_bytes=int(header["memory_bytes"]),
        processes=int(header["processes"]),
        output_bytes=int(header["output_bytes"]),
        disk_bytes=int(header["disk_bytes"]),
        open_files=int(header["open_files"]),
        results=bool(header["results"]),
        build=bool(header["build"]),
        zygote=bool(header["zygote"]),
        keep=bool(header.get("keep")),
        stdin=bytes(view[:stdin_length]),
        files=cut_files(header["files"], view[stdin_length:]),
    )


def parse_ready(header: dict[str, Any]) -> Ready:
    return Ready(port=int(header["port"]), path=str(header["path"]), within_s=float(header["within_s"]))


def cut_files(index: list[tuple[str, int]], body: memoryview) -> dict[str, bytes]:
    """Files out of a body; ``index`` lists [path, length] in the body's order."""
    files = {}
    offset = 0
    for path, length in index:
        files[str(path)] = bytes(body[offset : offset + length])
        offset += length
    return files
