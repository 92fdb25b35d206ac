"""What a tester may ask for while its tests run, and who does it. Answers are plain values for one line of JSON."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from worker.graders.http.candidate import CandidateService, StartFailed
from worker.graders.http.in_the_way import SidecarFailed, do
from worker.graders.http.lines import Ask
from worker.graders.http.sidecars import ACTIONS, RunningSidecar

Told = dict[str, Any]

MOST_GRACE_S = 30.0
_GRACE: TypeAdapter[float] = TypeAdapter(float)


@dataclass(slots=True)
class Desk:
    """One stage's service and sidecars. A start that fails is told to the test that asked for it.

    ``failed_by_us``: a sidecar did not do what the test that runs asked of it, for a reason of ours.
    """

    service: CandidateService
    sidecars: Mapping[str, RunningSidecar]
    failed_by_us: bool = False

    def answer(self, ask: Ask) -> Told:
        """``{"ok": …}`` or ``{"error": cause, "message": …}``. Raises SandboxUnavailable."""
        action = _OPS.get(ask.op)
        if action is None:
            return _refused(f"there is no {ask.op!r} to ask for")
        try:
            return {"ok": action(self, ask.wants)}
        except StartFailed as failed:
            return {"error": failed.outcome.cause, "message": failed.outcome.message}
        except SidecarFailed as failed:
            self.failed_by_us |= failed.cause == "sidecar_failed"
            return {"error": failed.cause, "message": str(failed)}
        except (KeyError, ValidationError) as error:
            return _refused(f"{ask.op}: {error}")

    def start(self, _: Told) -> Told:
        return started(self.service.start())

    def restart(self, wants: Told) -> Told:
        return started(self.service.restart(_grace_s(wants)))

    def kill(self, _: Told) -> Told:
        self.service.kill()
        return {}

    def stop(self, wants: Told) -> Told:
        began = time.monotonic()
        facts = self.service.stop(_grace_s(wants))
        itself = facts.ended_by == "itself"
        return {
            "exited": itself,
            "exit_code": facts.exit_code if itself else -1,
            "signal": facts.signal if itself else -1,
            "took_s": time.monotonic() - began,
            "leftovers": facts.leftovers,
        }

    def logs(self, _: Told) -> Told:
        return {"text": self.service.log().decode("utf-8", "replace")}

    def stat(self, _: Told) -> Told:
        facts = self.service.facts()
        return {
            "alive": facts.alive,
            "memory_mib": facts.memory_kib / 1024,
            "cpu_s": facts.cpu_ms / 1000,
        }

    def sidecar(self, wants: Told) -> Told:
        do(ACTIONS[str(wants["action"])], self.sidecars[str(wants["name"])], self.service)
        return {}

    def judged(self, _: Told) -> Told:
        """Asked for after a test that did not pass: its row is made when this is read."""
        return {}

    def renew(self, _: Told) -> Told:
        """Nothing of what earlier tests did is left."""
        self.service.wipe()
        for sidecar in self.sidecars.values():
            do(RunningSidecar.renew, sidecar, self.service)
        return self.start({})


_OPS: Mapping[str, Callable[[Desk, Told], Told]] = {
    "start": Desk.start,
    "restart": Desk.restart,
    "kill": Desk.kill,
    "stop": Desk.stop,
    "logs": Desk.logs,
    "stat": Desk.stat,
    "sidecar": Desk.sidecar,
    "renew": Desk.renew,
    "judged": Desk.judged,
}


def started(started_in_s: float) -> Told:
    return {"started_in_s": started_in_s}


def _grace_s(wants: Told) -> float:
    return min(MOST_GRACE_S, max(0.0, _GRACE.validate_python(wants["grace_s"])))


def _refused(message: str) -> Told:
    return {"error": "refused", "message": message}
