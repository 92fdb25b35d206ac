"""Starting a sidecar's server in its box, before anybody's submission is known."""

from judge.sidecars import SidecarType

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from worker.sandbox.box import SupervisedBox
from worker.sandbox.interface import Ready, RunRequest, ServiceRequest

_WORDS_BYTES = 1000


def boot(box: SupervisedBox, kind: SidecarType, port: int) -> None:
    """Lay out the data directory and start the server. Raises SandboxUnavailable if it does not come up."""
    box.begin()
    limits = sidecar_limits(kind)
    for argv in kind.prepare:
        result = box.run(RunRequest(argv=kind.expand(argv, port=port), limits=limits, keep=True))
        if result.exit_code != 0:
            words = (result.stdout + result.stderr)[-_WORDS_BYTES:].decode("utf-8", "replace")
            raise SandboxUnavailable(f"sidecar {kind.name} could not be prepared: {words}")
    started = box.start(start_request(kind, port)).wait()
    if not started.ready:
        words = started.facts.output[-_WORDS_BYTES:].decode("utf-8", "replace")
        raise SandboxUnavailable(f"sidecar {kind.name} did not start: {words}")


def start_request(kind: SidecarType, port: int) -> ServiceRequest:
    ready = Ready(port=port, within_s=kind.start_within_s)
    return ServiceRequest(argv=kind.expand(kind.start, port=port), limits=sidecar_limits(kind), ready=ready)


def sidecar_limits(kind: SidecarType) -> Limits:
    """Wide: what a server may use is held by the walls of its box, and it is not the candidate's to answer for."""
    return Limits(
        cpu_s=3600,
        wall_s=3600,
        memory_mib=kind.memory_mib,
        processes=512,
        output_kib=256,
        disk_mib=kind.disk_mib,
        open_files=4096,
    )
