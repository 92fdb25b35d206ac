"""The servers beside a service: passwords of their own for each submission, the challenge's seed, and what tests do."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from judge.sidecars import Command, SidecarType

from judge.domain.challenge import HttpStage
from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from judge.domain.report import SidecarReport
from judge.domain.service import Sidecar
from worker.sandbox.interface import Box, Pod, Ready, RunRequest, ServiceRequest, SidecarSpec

_STOP_S = 10.0
_WORDS_BYTES = 1000


class SidecarFailed(Exception):
    """A server did not come back after a test had stopped it."""


@dataclass(slots=True)
class RunningSidecar:
    """One server. ``url`` is the candidate's, ``judge_url`` the tester's."""

    sidecar: Sidecar
    kind: SidecarType
    spec: SidecarSpec
    box: Box
    limits: Limits
    password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    judge_password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    def set_up(self) -> None:
        """Passwords that nobody else has, and what the challenge wants to be in it. Raises SandboxUnavailable."""
        self._run(self.kind.setup)
        if self.sidecar.seed:
            ending = "." + self.sidecar.seed.rpartition(".")[2]
            self._run(Command(run=self.kind.seed[ending], stdin=""), self.sidecar.seed_content)

    def renew(self) -> None:
        """As if it were new. Raises SandboxUnavailable."""
        self.box.signal("SIGCONT")
        if not self.box.facts().alive:
            self.start()
        self._run(self.kind.renew)
        self.set_up()

    @property
    def url(self) -> str:
        return self._fill(self.kind.url)

    @property
    def judge_url(self) -> str:
        return self._fill(self.kind.judge_url)

    def pause(self) -> None:
        self.box.signal("SIGSTOP")

    def resume(self) -> None:
        self.box.signal("SIGCONT")

    def kill(self) -> None:
        self.box.kill()

    def start(self) -> None:
        """On the data that it left. Raises SidecarFailed."""
        ready = Ready(port=self.spec.port, within_s=self.kind.start_within_s)
        argv = self.kind.expand(self.kind.start, port=self.spec.port)
        started = self.box.start(ServiceRequest(argv=argv, limits=self.limits, ready=ready)).wait()
        if not started.ready:
            words = started.facts.output[-_WORDS_BYTES:].decode("utf-8", "replace")
            raise SidecarFailed(f"sidecar {self.sidecar.name} did not start again: {words}")

    def restart(self) -> None:
        """Raises SidecarFailed."""
        self.box.signal("SIGCONT")
        self.box.stop(_STOP_S, self.kind.stop_signal)
        self.start()

    def report(self) -> SidecarReport:
        facts = self.box.facts()
        return SidecarReport(
            name=self.sidecar.name,
            type=self.kind.name,
            cpu_ms=round(facts.cpu_ms),
            memory_kib=facts.peak_kib,
        )

    def _fill(self, text: str) -> str:
        return self.kind.fill(text, port=self.spec.port, password=self.password, judge_password=self.judge_password)

    def _run(self, command: Command, stdin: bytes = b"") -> None:
        argv = tuple(self._fill(word) for word in command.run)
        text = stdin or self._fill(command.stdin).encode()
        result = self.box.run(RunRequest(argv=argv, limits=self.limits, stdin=text, keep=True))
        if result.exit_code != 0:
            words = (result.stdout + result.stderr)[-_WORDS_BYTES:].decode("utf-8", "replace")
            raise SandboxUnavailable(f"sidecar {self.sidecar.name}: {argv[0]} failed: {words}")


ACTIONS: Mapping[str, Callable[[RunningSidecar], None]] = {
    "pause": RunningSidecar.pause,
    "resume": RunningSidecar.resume,
    "kill": RunningSidecar.kill,
    "start": RunningSidecar.start,
    "restart": RunningSidecar.restart,
}
"""What a test may do to a sidecar."""


def bring_up(pod: Pod, stage: HttpStage, types: Mapping[str, SidecarType]) -> dict[str, RunningSidecar]:
    """Every sidecar of the stage, set up; by name. Raises SandboxUnavailable."""
    running = {}
    for sidecar in stage.service.sidecars:
        kind, spec = types[sidecar.type], SidecarSpec(sidecar.type, sidecar.port)
        limits = Limits(
            cpu_s=600, wall_s=120, memory_mib=kind.memory_mib, processes=512, disk_mib=kind.disk_mib, open_files=4096
        )
        running[sidecar.name] = RunningSidecar(sidecar, kind, spec, pod.sidecar(spec), limits)
        running[sidecar.name].set_up()
    return running
