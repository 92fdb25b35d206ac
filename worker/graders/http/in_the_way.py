"""A server beside the service that does not start: because of the service, or for a reason of ours.

A service can keep a server from its port without listening on it: bound and no more, or by a connection from there that
is over, which the kernel remembers for a minute after its process. It can also take every port that a connection to the
server might come from. Nobody is told who holds such a port, so two things are looked at: whether the port can be had
while the server is down, and whether the server starts without the service, after it failed beside it twice.
"""

from collections.abc import Callable
from contextlib import suppress

from worker.graders.http.candidate import CandidateService, StartFailed
from worker.graders.http.sidecars import RunningSidecar
from worker.sidecar_server import ServerDown, run_beside

Action = Callable[[RunningSidecar], None]

_HELD = 3
_TRY_PORT = f"""
import errno, socket, sys
here = ("127.0.0.1", int(sys.argv[1]))
with socket.socket() as server, socket.socket() as client:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind(here)
        server.listen()
    except OSError as error:
        sys.exit({_HELD} if error.errno == errno.EADDRINUSE else 1)
    try:
        client.connect(here)
    except OSError as error:
        sys.exit({_HELD} if error.errno == errno.EADDRNOTAVAIL else 1)
"""
"""As servers take it (they all set SO_REUSEADDR), and as clients come to it."""


class SidecarFailed(Exception):
    """What a test asked of a sidecar could not be done; ``cause`` says whose fault that is."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause


def do(action: Action, one: RunningSidecar, service: CandidateService) -> None:
    """What a test asked for. Raises SidecarFailed, SandboxUnavailable."""
    try:
        action(one)
    except ServerDown:
        _filled_or_listened(one, service)
        _held(one)
        _again(action, one, service)


def _filled_or_listened(one: RunningSidecar, service: CandidateService) -> None:
    """What needs no trying. Nobody but the service fills a server so far that it cannot start."""
    port, name = one.sidecar.port, one.sidecar.name
    if port in service.box.ports():
        raise SidecarFailed("port_taken", f"It listens on port {port}.")
    facts = one.box.facts()
    if facts.disk_full:
        raise SidecarFailed("disk_full", f"The disk of {name} is full.")
    if facts.oom_kills:
        raise SidecarFailed("out_of_memory", f"What {name} holds does not fit into its memory.")


def _held(one: RunningSidecar) -> None:
    """The only others that could have the port are the tests, which pass beside the author's own service."""
    one.kill()
    port = one.sidecar.port
    if run_beside(one.box, one.kind, ("python3", "-I", "-S", "-c", _TRY_PORT, str(port))).exit_code == _HELD:
        raise SidecarFailed("port_taken", f"It keeps port {port} from {one.sidecar.name}.")


def _again(action: Action, one: RunningSidecar, service: CandidateService) -> None:
    """Once more beside the service, then without it. A service that ran is started again."""
    with suppress(ServerDown):
        action(one)
        return
    ran = service.should_run
    service.kill()
    try:
        action(one)
    except ServerDown as down:
        _held(one)
        raise SidecarFailed("sidecar_failed", str(down)) from down
    else:
        if ran:
            raise SidecarFailed("port_taken", f"{one.sidecar.name} starts only where the service does not run.")
    finally:
        if ran:
            with suppress(StartFailed):
                service.start()
