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
from worker.graders.problem import NotGradable
from worker.sandbox.interface import Box, Pod, SidecarSpec
from worker.sidecar_server import ServerDown, lay_out, run_beside, serve, words

_STOP_S = 10.0


def _password() -> str:
    return secrets.token_hex(16)


@dataclass(slots=True)
class RunningSidecar:
    """One server. ``url`` is the candidate's, ``judge_url`` the tester's; what it used is over all its starts."""

    sidecar: Sidecar
    kind: SidecarType
    box: Box
    started_ms: float
    cpu_ms: float = 0.0
    peak_kib: int = 0
    password: str = field(default_factory=_password, repr=False)
    judge_password: str = field(default_factory=_password, repr=False)

    @property
    def url(self) -> str:
        return self._fill(self.kind.url)

    @property
    def judge_url(self) -> str:
        return self._fill(self.kind.judge_url)

    def set_up(self) -> None:
        """Passwords that nobody else has. Raises ServerDown."""
        self._run(self.kind.setup.run, self._fill(self.kind.setup.stdin).encode())

    def seed(self) -> None:
        """What the challenge wants to be in it. Raises ServerDown."""
        if self.sidecar.seed:
            self._run(self.kind.seed[PurePosixPath(self.sidecar.seed).suffix], self.sidecar.seed_content)

    def renew(self) -> None:
        """As if it were new. Raises SandboxUnavailable, ServerDown."""
        try:
            if not self.box.signal("SIGCONT").alive:
                self.start()
            self._run(self.kind.renew.run, self._fill(self.kind.renew.stdin).encode())
        except ServerDown:  # a full disk, say: then from the beginning
            self._count()
            self.box.end()
            lay_out(self.box, self.kind, self.sidecar.port)
            serve(self.box, self.kind, self.sidecar.port)
        self.set_up()
        self.seed()

    def pause(self) -> None:
        self.box.signal("SIGSTOP")

    def resume(self) -> None:
        self.box.signal("SIGCONT")

    def kill(self) -> None:
        self.box.kill()

    def start(self) -> None:
        """On the data that it left. Raises ServerDown."""
        self._count()
        serve(self.box, self.kind, self.sidecar.port)

    def restart(self) -> None:
        """Raises ServerDown."""
        self.resume()
        self.box.stop(_STOP_S, self.kind.stop_signal)
        self.start()

    def report(self) -> SidecarReport:
        self._count()
        return SidecarReport(
            name=self.sidecar.name,
            type=self.kind.name,
            started_ms=round(self.started_ms),
            cpu_ms=round(self.cpu_ms),
            memory_kib=self.peak_kib,
        )

    def _count(self) -> None:
        """Add what the start that is over, or about to be, came to."""
        facts = self.box.facts()
        self.cpu_ms += facts.cpu_ms
        self.peak_kib = max(self.peak_kib, facts.peak_kib)

    def _fill(self, text: str) -> str:
        passwords = {"password": self.password, "judge_password": self.judge_password}
        return self.kind.fill(text, port=self.sidecar.port, **passwords)

    def _run(self, argv: tuple[str, ...], stdin: bytes) -> None:
        result = run_beside(self.box, self.kind, tuple(self._fill(word) for word in argv), stdin)
        if result.exit_code != 0:
            raise ServerDown(f"sidecar {self.sidecar.name}: {argv[0]} failed: {words(result)}")


ACTIONS: Mapping[str, Callable[[RunningSidecar], None]] = {
    "pause": RunningSidecar.pause,
    "resume": RunningSidecar.resume,
    "kill": RunningSidecar.kill,
    "start": RunningSidecar.start,
    "restart": RunningSidecar.restart,
}
"""What a test may do to a sidecar."""


def bring_up(pod: Pod, stage: HttpStage, types: Mapping[str, SidecarType]) -> dict[str, RunningSidecar]:
    """Every sidecar of the stage, set up and filled; by name.

    Raises:
        NotGradable: it does not take the challenge's seed.
        SandboxUnavailable
    """
    running = {}
    for sidecar in stage.service.sidecars:
        served = pod.sidecar(SidecarSpec(sidecar.type, sidecar.port))
        one = running[sidecar.name] = RunningSidecar(sidecar, types[sidecar.type], served.box, served.started_ms)
        try:
            one.set_up()
        except ServerDown as error:
            raise SandboxUnavailable(str(error)) from error
        try:
            one.seed()
        except ServerDown as error:
            raise NotGradable("sidecar_failed", f"{sidecar.seed}: {error}") from error
    return running
