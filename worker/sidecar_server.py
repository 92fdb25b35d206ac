"""A sidecar's server in its box: laid out, started, waited for. Both those who make pods ahead and tests ask for it."""

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from judge.sidecars import SidecarType
from worker.sandbox.interface import Box, Ready, RunRequest, RunResult, ServiceRequest

_WORDS_BYTES = 1000


class ServerDown(Exception):
    """The server did not start; the text says what it printed."""


def lay_out(box: Box, kind: SidecarType, port: int) -> None:
    """Its data directory, as at the beginning of time. Raises SandboxUnavailable."""
    for argv in kind.prepare:
        result = run_beside(box, kind, kind.expand(argv, port=port))
        if result.exit_code != 0:
            raise SandboxUnavailable(f"sidecar {kind.name} could not be prepared: {words(result)}")


def serve(box: Box, kind: SidecarType, port: int) -> float:
    """Start the server on the data that is there; milliseconds until it answered. Raises ServerDown."""
    ready = Ready(port=port, within_s=kind.start_within_s)
    argv = kind.expand(kind.start, port=port)
    started = box.start(
        ServiceRequest(argv=argv, limits=server_limits(kind), env=kind.env, ready=ready, keep=True)
    ).wait()
    if not started.ready:
        printed = started.facts.output[-_WORDS_BYTES:].decode("utf-8", "replace")
        raise ServerDown(f"sidecar {kind.name} did not start: {printed}")
    if not kind.ready:
        return started.wall_ms
    result = run_beside(box, kind, kind.expand(kind.ready, port=port))
    if result.exit_code != 0:
        raise ServerDown(f"sidecar {kind.name} does not answer: {words(result)}")
    return started.wall_ms + result.wall_ms


def run_beside(box: Box, kind: SidecarType, argv: tuple[str, ...], stdin: bytes = b"") -> RunResult:
    """A program of ours beside the server, as the server's user."""
    return box.run(RunRequest(argv=argv, limits=server_limits(kind), env=kind.env, stdin=stdin, keep=True))


def words(result: RunResult) -> str:
    return (result.stdout + result.stderr)[-_WORDS_BYTES:].decode("utf-8", "replace")


def server_limits(kind: SidecarType) -> Limits:
    """Wide: what a server may use is held by the walls of its box, and it is not the candidate's to answer for."""
    return Limits(
        cpu_s=3600,
        wall_s=kind.start_within_s + 60,
        memory_mib=kind.memory_mib,
        processes=512,
        output_kib=256,
        disk_mib=kind.disk_mib,
        open_files=4096,
    )
