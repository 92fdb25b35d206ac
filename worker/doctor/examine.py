"""All checks in one go, weighed by what the settings ask for."""

import shutil
from collections.abc import Mapping

from judge.config import DockerRuntime, SandboxChoice, Settings
from judge.runtimes import Runtime
from judge.sidecars import load_sidecars
from worker.doctor.bubblewrap import check_bubblewrap, check_interpreters
from worker.doctor.commands import ask
from worker.doctor.engine import EngineNeeds, check_engine
from worker.doctor.finding import Finding, State
from worker.doctor.machine import check_disk, check_port, check_redis
from worker.doctor.services import check_services_in_bubblewrap, check_services_in_docker
from worker.sandbox.bubblewrap_probe import diagnose


def examine(settings: Settings, catalogue: Mapping[str, Runtime], *, redis_named: bool) -> list[Finding]:
    """What there is and what is missing on this machine for these settings."""
    needs = EngineNeeds(
        engine=settings.sandbox is SandboxChoice.DOCKER,
        runsc=settings.docker_runtime is DockerRuntime.RUNSC,
        runtimes=tuple(catalogue),
    )
    engine = check_engine(ask, needs)
    answers = engine[0].state is State.OK
    own = settings.sandbox is SandboxChoice.BUBBLEWRAP or (settings.sandbox is SandboxChoice.AUTO and not answers)
    sidecars = load_sidecars()
    diagnosis = diagnose(settings.home.absolute(), sidecars)
    services: list[Finding] = []  # an engine that is wanted and does not answer is complained of already
    if own:
        services = check_services_in_bubblewrap(diagnosis)
    elif answers:
        usual = [name for name, kind in sidecars.items() if not kind.image]
        services = check_services_in_docker(ask, usual, runsc=needs.runsc)
    return [
        check_redis(shutil.which, named=redis_named),
        check_port(settings.host, settings.port),
        check_disk(settings.home.absolute()),
        *engine,
        *check_bubblewrap(diagnosis, needed=own),
        *check_interpreters(catalogue, shutil.which),
        *services,
    ]
