"""The ``service`` of an http stage in challenge.yaml, and the domain's value made of it."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from judge.domain.limits import MAXIMUM, Limits
from judge.domain.service import Lifetime, Ready, Service, Sidecar
from judge.packages.manifest import ANY
from judge.packages.place import Place
from judge.packages.shapes import Model, Word
from judge.packages.sidecars import arrange

NOT_A_LINE = "must be a list of words, like [python3, app.py]: no shell is there to split a line into words"
Seconds = Annotated[float, Field(ge=0.1, le=MAXIMUM.wall_s)]
Value = Annotated[str, StringConstraints(max_length=4096)]


def _for_any(value: object) -> object:
    if isinstance(value, str):
        raise PydanticCustomError("argv", NOT_A_LINE)
    return {ANY: value} if isinstance(value, list) else value


class ReadyModel(Model):
    """``ready`` of a service."""

    path: str = ""
    tcp: bool = True
    within_s: Annotated[float, Field(ge=0.1, le=60)] = 10.0


class SidecarModel(Model):
    """One of a service's ``sidecars``."""

    type: str
    seed: str = ""


class ServiceModel(Model):
    """``service`` of an http stage. What stands in ``start`` is checked in ``judge.packages.service_checks``."""

    start: Annotated[dict[str, Any], BeforeValidator(_for_any)] = Field(default_factory=dict)
    ready: ReadyModel = ReadyModel()
    env: dict[str, Value] = Field(default_factory=dict)
    port: Annotated[int, Field(ge=1024, le=65535)] = 8080
    lifetime: Word[Lifetime] = Lifetime.STAGE
    sidecars: dict[str, SidecarModel] = Field(default_factory=dict, max_length=4)
    upstreams: list[str] = Field(default_factory=list, max_length=8)
    request_timeout_s: Seconds = 5.0
    test_timeout_s: Seconds = 30.0
    response_kib: Annotated[int, Field(ge=1, le=65536)] = 4096

    def arranged(self, place: Place) -> tuple[Sidecar, ...]:
        """The sidecars whose types are known."""
        chosen = {name: model.type for name, model in self.sidecars.items() if model.type in place.sidecars}
        return arrange(chosen, place.sidecars)

    def seed_path(self, name: str) -> str:
        """Where the seed of a sidecar is, from the stage's folder; empty if it has none."""
        return self.sidecars[name].seed.removeprefix("./")


def build_service(model: ServiceModel, place: Place, limits: Limits) -> Service:
    """What the author left out is never longer than the stage."""
    argv = {name: model.start.get(name, model.start.get(ANY)) for name in place.offered}
    return Service(
        start={name: tuple(words) for name, words in argv.items() if words},
        ready=Ready(path=model.ready.path, within_s=min(model.ready.within_s, limits.wall_s)),
        env=dict(model.env),
        port=model.port,
        lifetime=model.lifetime,
        sidecars=tuple(_seeded(sidecar, model, place) for sidecar in model.arranged(place)),
        upstreams=tuple(model.upstreams),
        request_timeout_s=min(model.request_timeout_s, limits.wall_s),
        test_timeout_s=min(model.test_timeout_s, limits.wall_s),
        response_kib=model.response_kib,
    )


def _seeded(sidecar: Sidecar, model: ServiceModel, place: Place) -> Sidecar:
    seed = model.seed_path(sidecar.name)
    return replace(sidecar, seed=seed, seed_content=place.files[f"{place.folder}/{seed}"]) if seed else sidecar
