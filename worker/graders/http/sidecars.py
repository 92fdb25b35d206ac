"""The servers beside a service: passwords of their own for each submission, the challenge's seed, and what tests do."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from judge.domain.challenge import HttpStage
from judge.domain.errors import SandboxUnavailable
from judge.domain.report import SidecarReport
from judge.domain.service import Sidecar
from judge.sidecars import SidecarType
from worker.sandbox.interface import Box, Pod, SidecarSpec
from worker.sidecar_server import ServerDown, lay_out, run_beside, serve, words

_STOP_S = 10.0


def _password() -> str:
    return secrets.token_hex(16)


@dataclass(slots=True)
class RunningSidecar:
    """One server. ``url`` is the candidate's, ``judge_url`` the tester's."""

    sidecar: Sidecar
    kind: SidecarType
    box: Box
    started_ms: float = 0.0
    password: str = field(default_factory=_password, repr=False)
    judge_password: str = field(default_factory=_password, repr=False)

    @property
    def url(self) -> str:
        return self._fill(self.kind.url)

    @property
    def judge_url(self) -> str:
        return self._fill(self.kind.judge_url)

    def set_up(self) -> None:
        """Passwords that nobody else has, and what the challenge wants to be in it. Raises SandboxUnavailable."""
        self._run(self.kind.setup.run, self._fill(self.kind.setup.stdin).encode())
        if self.sidecar.seed:
            self._run(self.kind.seed[PurePosixPath(self.sidecar.seed).suffix], self.sidecar.seed_content)

    def renew(self) -> None:
        """As if it were new. Raises SandboxUnavailable, ServerDown."""
        self.resume()
        try:
            if not self.box.facts().alive:
                self.start()
            self._run(self.kind.renew.run, self._fill(self.kind.renew.stdin).encode())
        except (SandboxUnavailable, ServerDown):  # a full disk, say: then from the beginning
            self.box.end()
            lay_out(self.box, self.kind, self.sidecar.port)
            self.start()
        self.set_up()

    def pause(self) -> None:
        self.box.signal("SIGSTOP")

    def resume(self) -> None:
        self.box.signal("SIGCONT")

    def kill(self) -> None:
        self.box.kill()

    def start(self) -> None:
        """On the data that it left. Raises ServerDown."""
        self.started_ms = serve(self.box, self.kind, self.sidecar.port)

    def restart(self) -> None:
        """Raises ServerDown."""
        self.resume()
        self.box.stop(_STOP_S, self.kind.stop_signal)
        self.start()

    def report(self) -> SidecarReport:
        facts = self.box.facts()
        return SidecarReport(
            name=self.sidecar.name,
            type=self.kind.name,
            started_ms=round(self.started_ms),
            cpu_ms=round(facts.cpu_ms),
            memory_kib=facts.peak_kib,
        )

    def _fill(self, text: str) -> str:
        passwords = {"password": self.password, "judge_password": self.judge_password}
        return self.kind.fill(text, port=self.sidecar.port, **passwords)

    def _run(self, argv: tuple[str, ...], stdin: bytes) -> None:
        result = run_beside(self.box, self.kind, tuple(self._fill(word) for word in argv), stdin)
        if result.exit_code != 0:
            raise SandboxUnavailable(f"sidecar {self.sidecar.name}: {argv[0]} failed: {words(result)}")


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
        box = pod.sidecar(SidecarSpec(sidecar.type, sidecar.port))
        running[sidecar.name] = RunningSidecar(sidecar, types[sidecar.type], box)
        running[sidecar.name].set_up()
    return running
