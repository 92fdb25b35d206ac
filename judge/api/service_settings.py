"""What the API tells of the service of an ``http`` stage."""

from collections.abc import Mapping

from pydantic import BaseModel

from judge.domain.challenge import Challenge, HttpStage
from judge.domain.service import Lifetime, url_variable
from judge.runtimes import Runtime


class SidecarSettings(BaseModel):
    """A server beside the service; each of `variables` holds its address."""

    name: str
    type: str
    variables: list[str]


class UpstreamSettings(BaseModel):
    """An HTTP server that the tests play; `variable` holds its address."""

    name: str
    variable: str


class ServiceSettings(BaseModel):
    """How a submission is started as a service, and what it finds there.

    `start` is the command by runtime. It must listen on the host and port of the variables HOST and PORT, and counts as
    started once it answers a GET of `ready_path`, or accepts a connection where that is null. `environment` names all
    variables that it is given.
    """

    start: dict[str, list[str]]
    port: int
    ready_path: str | None
    ready_within_s: float
    environment: list[str]
    lifetime: Lifetime
    sidecars: list[SidecarSettings]
    upstreams: list[UpstreamSettings]
    request_timeout_s: float
    response_kib: int


def service_settings(stage: HttpStage, challenge: Challenge, runtimes: Mapping[str, Runtime]) -> ServiceSettings:
    service = stage.service
    start = {
        name: service.start.get(name)
        or runtimes[name].run_command(
            challenge.files_for(name, {}), challenge.main_file(name, runtimes[name].main), stage.limits.memory_mib
        )
        for name in challenge.runtimes
    }
    return ServiceSettings(
        start={name: list(argv) for name, argv in start.items()},
        port=service.port,
        ready_path=service.ready.path or None,
        ready_within_s=service.ready.within_s,
        environment=list(service.variables()),
        lifetime=service.lifetime,
        sidecars=[
            SidecarSettings(name=sidecar.name, type=sidecar.type, variables=list(sidecar.variables))
            for sidecar in service.sidecars
        ],
        upstreams=[UpstreamSettings(name=name, variable=url_variable(name)) for name in service.upstreams],
        request_timeout_s=service.request_timeout_s,
        response_kib=service.response_kib,
    )
