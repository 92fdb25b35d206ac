"""A store in the test's own Redis, and sidecars, each started once and renewed for every test that asks for one."""

from collections.abc import Iterator

import pytest
import redis

from judge.config import Settings
from judge.runtimes import load_catalogue
from judge.store.store import Store, open_store
from tests.contract.sidecar_asker import CLIENT, LIMITS, TYPES, Asker, beside
from worker.graders.http.sidecars import RunningSidecar
from worker.sandbox.docker import DockerSandbox, DockerSettings
from worker.sandbox.docker_engine import Engine
from worker.sandbox.interface import BoxSpec, Pod, PodSpec


@pytest.fixture
def store(redis_url: str) -> Iterator[Store]:
    opened = open_store(Settings(redis_url=redis_url))
    yield opened
    opened.close()


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def sidecar_pod() -> Iterator[Pod]:
    settings = DockerSettings(site="sidecars", worker="test")
    sandbox = DockerSandbox(Engine(), load_catalogue(), settings, TYPES)
    try:
        with sandbox.acquire_pod(PodSpec(box=BoxSpec(runtime="python", limits=LIMITS))) as lent:
            lent.tester.put({"client.py": CLIENT})
            yield lent
    finally:
        sandbox.close()


@pytest.fixture(scope="session", params=list(TYPES))
def sidecar(sidecar_pod: Pod, request: pytest.FixtureRequest) -> RunningSidecar:
    return beside(sidecar_pod, request.param, TYPES[request.param].port)


@pytest.fixture
def asker(sidecar_pod: Pod, sidecar: RunningSidecar) -> Asker:
    """The server as it is at the beginning of a stage."""
    sidecar.renew()
    return Asker(sidecar_pod, sidecar)
