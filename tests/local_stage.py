"""A stage as the judge would grade it, on this machine: its loader reads the challenge, and its plan says which files
win, how they are built and what is started. Only ports and folders are this machine's.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from judge.cli.ports import free_port
from judge.domain.challenge import HttpStage
from judge.domain.errors import InvalidInput
from judge.domain.service import url_variable
from judge.packages import load, read_folder
from judge.runtimes import Runtime, load_catalogue
from tests.local_service import StartFailed
from worker.graders.http.surroundings import environment
from worker.graders.plan import Plan, plan

_SUPERVISOR = Path(__file__).resolve().parent.parent / "worker" / "supervisor"
_SUPERVISOR_IN_BOXES = "/opt/judge/supervisor"


@dataclass(frozen=True, kw_only=True)
class LocalSidecar:
    """A server that runs already; ``url`` is for the service, ``admin_url`` for the tests."""

    type: str
    url: str
    admin_url: str


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What an author wants to try: one stage of a challenge, with one submission."""

    challenge: Path
    stage: str
    submission: Path
    runtime: str
    sidecars: Mapping[str, LocalSidecar] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LocalStage:
    """What the judge makes of a trial; the service and the upstreams have ports that are free here."""

    stage: HttpStage
    todo: Plan
    upstreams: Mapping[str, int]
    trial: Trial

    @property
    def argv(self) -> tuple[str, ...]:
        return self.stage.service.start.get(self.trial.runtime, self.todo.program(self.stage))

    def environment(self, home: Path) -> dict[str, str]:
        """What the service is told, on top of a plain PATH that has this interpreter first."""
        return {
            **{name: os.environ[name] for name in ("NODE_PATH",) if name in os.environ},
            **_toolchain(self.todo.runtime),
            "HOME": str(home),
            "PYTHONUNBUFFERED": "1",
            **environment(self.stage, {name: sidecar.url for name, sidecar in self.trial.sidecars.items()}),
            **{url_variable(name): f"http://127.0.0.1:{port}" for name, port in self.upstreams.items()},
            "DATA_DIR": str(home / "data"),
        }

    def lay_out(self, folder: Path) -> None:
        """Write and build the submission. Raises StartFailed."""
        _write(folder, self.todo.files)
        for command in self.todo.build:
            argv = [word.replace(_SUPERVISOR_IN_BOXES, str(_SUPERVISOR)) for word in command]
            env = {**os.environ, **_toolchain(self.todo.runtime)}
            built = subprocess.run(
                argv, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
            )
            if built.returncode:
                raise StartFailed("build_failed", built.stdout.decode("utf-8", "replace"))
        _write(folder, self.todo.readonly)


def prepare(trial: Trial) -> LocalStage:
    """Raises InvalidInput: the judge would not take the challenge, or it does not have what is to be tried."""
    runtimes = load_catalogue()
    challenge = load(read_folder(trial.challenge), runtimes)
    stage = next((stage for stage in challenge.stages if stage.name == trial.stage), None)
    if not isinstance(stage, HttpStage):
        raise InvalidInput(f"{challenge.id} has no stage {trial.stage} of kind http")
    if trial.runtime not in challenge.runtimes:
        raise InvalidInput(f"{challenge.id} is for {', '.join(challenge.runtimes)}, not for {trial.runtime}")
    wanted = {sidecar.name: sidecar.type for sidecar in stage.service.sidecars}
    given = {name: sidecar.type for name, sidecar in trial.sidecars.items()}
    if wanted != given:
        raise InvalidInput(f"{stage.name} has {_named(wanted)}; given with --sidecar: {_named(given)}")
    return LocalStage(
        stage=replace(stage, service=replace(stage.service, port=free_port())),
        todo=plan(challenge, runtimes[trial.runtime], read_folder(trial.submission)),
        upstreams={name: free_port() for name in stage.service.upstreams},
        trial=trial,
    )


def _named(sidecars: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={kind}" for name, kind in sorted(sidecars.items())) or "no sidecars"


def _toolchain(runtime: Runtime) -> dict[str, str]:
    """The runtime's variables, but for those that name places in a box."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {"PATH": path, **{name: value for name, value in runtime.env.items() if not value.startswith("/")}}


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
