"""A sidecar beside a candidate's box, asked from the tester's box as a service and its tests would ask it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from judge.domain.limits import Limits
from judge.domain.service import Sidecar
from judge.sidecars import load_sidecars
from worker.graders.http.sidecars import RunningSidecar
from worker.sandbox.interface import Pod, Ready, RunRequest, ServiceRequest, SidecarSpec

TYPES = {name: kind for name, kind in load_sidecars().items() if not kind.image}
"""Those whose images are built here."""

LIMITS = Limits(cpu_s=20, wall_s=60, memory_mib=256, processes=64, disk_mib=32)
CLIENT = Path(__file__).with_name("sidecar_client.py").read_bytes()
MAKE = {
    "postgres": ["CREATE TABLE stock (n int)", "INSERT INTO stock VALUES (7)"],
    "mariadb": ["CREATE TABLE stock (n int)", "INSERT INTO stock VALUES (7)"],
    "redis": ["RPUSH stock 7"],
}
READ = {"postgres": "SELECT n FROM stock", "mariadb": "SELECT n FROM stock", "redis": "LRANGE stock 0 -1"}
ROWS: dict[str, Any] = {"postgres": [[7]], "mariadb": [[7]], "redis": ["7"]}


def beside(pod: Pod, name: str, port: int) -> RunningSidecar:
    """A server of this type, started, without passwords."""
    sidecar = Sidecar(name="db", type=name, port=port, variables=())
    served = pod.sidecar(SidecarSpec(name, port))
    return RunningSidecar(sidecar, TYPES[name], served.box, served.started_ms)


@dataclass(frozen=True)
class Asker:
    """A sidecar of a pod, and a client in the tester's box."""

    pod: Pod
    sidecar: RunningSidecar

    @property
    def type(self) -> str:
        return self.sidecar.kind.name

    def ask(self, url: str, *statements: str) -> list[dict[str, Any]]:
        return self._ask((url, statements))[0]

    def gets_in(self, *urls: str) -> list[bool]:
        return [answers == [] for answers in self._ask(*((url, ()) for url in urls))]

    def rows(self, url: str) -> Any:
        return self.ask(url, READ[self.type])[0].get("rows")

    def fill(self) -> None:
        assert not [answer for answer in self.ask(self.sidecar.url, *MAKE[self.type]) if "rows" not in answer]

    def hold(self, *held: tuple[str, Sequence[str]]) -> None:
        """Connections that stay until ``let_go``."""
        argv = ("python3", "client.py", json.dumps({"hold": held, "port": 9000}))
        started = self.pod.tester.start(ServiceRequest(argv=argv, limits=LIMITS, ready=Ready(port=9000))).wait()
        assert started.ready, started.facts.output.decode()

    def let_go(self) -> None:
        self.pod.tester.kill()

    def _ask(self, *asked: tuple[str, Sequence[str]]) -> list[list[dict[str, Any]]]:
        argv = ("python3", "client.py", json.dumps({"ask": asked}))
        result = self.pod.tester.run(RunRequest(argv=argv, limits=LIMITS, keep=True))
        assert result.exit_code == 0, result.stderr.decode()
        answers: list[list[dict[str, Any]]] = json.loads(result.stdout)
        return answers
