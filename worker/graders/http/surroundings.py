"""What surrounds a service: the sidecars of its pod, and its environment."""

from collections.abc import Mapping

from judge.domain.challenge import HttpStage
from judge.domain.service import url_variable
from worker.sandbox.interface import SidecarSpec

DATA_DIR = "/box/data"


def sidecar_specs(stage: HttpStage) -> tuple[SidecarSpec, ...]:
    return tuple(SidecarSpec(sidecar.type, sidecar.port) for sidecar in stage.service.sidecars)


def environment(stage: HttpStage, urls: Mapping[str, str]) -> dict[str, str]:
    """The service's own variables; ``urls`` are those of its sidecars, by name."""
    service = stage.service
    env = dict(service.env)
    env |= {variable: urls[sidecar.name] for sidecar in service.sidecars for variable in sidecar.variables}
    env |= {url_variable(name): f"http://127.0.0.1:{port}" for name, port in service.upstream_ports().items()}
    return {**env, "HOST": "127.0.0.1", "PORT": str(service.port), "DATA_DIR": DATA_DIR}
