"""The candidate's service over a whole stage: started, restarted, killed, and what all its starts came to."""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.domain.challenge import HttpStage
from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from judge.domain.report import ServiceReport, SidecarReport
from worker.graders.classify import Outcome
from worker.graders.evidence import shown_end
from worker.graders.http.starting import how_it_ended, start_failure
from worker.graders.near import service_near
from worker.sandbox.interface import Box, Ready, ServiceFacts, ServiceRequest, Started, Starting

_LOG_BYTES = 32 * 1024


class StartFailed(Exception):
    """The service did not become ready; ``outcome`` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome


@dataclass(slots=True)
class CandidateService:
    """``should_run`` is false while a test has it stopped: nobody may be blamed for its absence then."""

    box: Box
    stage: HttpStage
    argv: tuple[str, ...]
    limits: Limits
    env: Mapping[str, str]
    should_run: bool = True
    starts: int = 0
    _starting: Starting | None = None
    _first_ms: float = 0.0
    _cpu_ms: float = 0.0
    _peak_kib: int = 0
    _log: bytes = b""
    _exit: str = ""
    _near: tuple[str, ...] = ()
    _counted: bool = True

    def begin(self) -> None:
        """Start it, without waiting until it is ready."""
        ready = self.stage.service.ready
        self.starts += 1
        self._counted = False
        self._starting = self.box.start(
            ServiceRequest(
                argv=self.argv,
                limits=self.limits,
                env=self.env,
                ready=Ready(port=self.stage.service.port, path=ready.path, within_s=ready.within_s),
            )
        )

    def ready(self) -> float:
        """Wait until it is; seconds it took. Raises StartFailed, SandboxUnavailable."""
        if self._starting is None:
            raise SandboxUnavailable("the tester asks for a service before its own ports are taken")
        started: Started = self._starting.wait()
        if self.starts == 1:
            self._first_ms = started.wall_ms if started.ready else 0.0
        if outcome := start_failure(started, self.stage.service.ready.within_s, first=self.starts == 1):
            self._count(started.facts)
            raise StartFailed(outcome)
        self.should_run = True
        return started.wall_ms / 1000

    def start(self) -> float:
        """Start it anew, on the data it left; seconds until it was ready. Raises StartFailed."""
        if not self._counted:
            self.kill()
        self.begin()
        return self.ready()

    def restart(self, grace_s: float) -> float:
        """Stop it politely, then start it. Raises StartFailed."""
        self.stop(grace_s)
        return self.start()

    def kill(self) -> ServiceFacts:
        self.should_run = False
        return self._count(self.box.kill())

    def stop(self, grace_s: float) -> ServiceFacts:
        self.should_run = False
        return self._count(self.box.stop(grace_s))

    def facts(self) -> ServiceFacts:
        return self.box.facts()

    def wipe(self) -> None:
        """End it, with everything it has written."""
        self.should_run = False
        self._count(self.box.end())

    def log(self) -> bytes:
        """The end of what it printed, over all starts."""
        output = b"" if self._counted else self.facts().output
        return (self._log + output)[-_LOG_BYTES:]

    def report(self, sidecars: tuple[SidecarReport, ...]) -> ServiceReport:
        """Once it has ended."""
        return ServiceReport(
            started_ms=round(self._first_ms),
            starts=self.starts,
            cpu_ms=round(self._cpu_ms),
            memory_kib=self._peak_kib,
            log=shown_end(self._log, _LOG_BYTES),
            exit=self._exit,
            near=self._near,
            sidecars=sidecars,
        )

    def _count(self, facts: ServiceFacts) -> ServiceFacts:
        """Add up what one start came to, once."""
        if not self._counted and not facts.alive:
            self._counted = True
            self._cpu_ms += facts.cpu_ms
            self._peak_kib = max(self._peak_kib, facts.peak_kib)
            self._log = (self._log + facts.output)[-_LOG_BYTES:]
            self._exit = how_it_ended(facts)
            self._near = tuple(dict.fromkeys((*self._near, *service_near(facts, self.limits))))
        return facts
