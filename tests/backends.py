"""The sandboxes that the conformance suite runs against, each made as the worker makes it."""

import contextlib
from collections.abc import Iterator
from enum import StrEnum

from judge.config import Settings
from judge.runtimes import load_catalogue
from judge.sidecars import load_sidecars
from tests.fakes.sandbox import FakeSandbox
from worker.sandbox.bubblewrap import BubblewrapSandbox, BubblewrapSettings
from worker.sandbox.docker import DockerSandbox, DockerSettings
from worker.sandbox.docker_engine import Engine
from worker.sandbox.interface import Sandbox


class Backend(StrEnum):
    FAKE = "fake"
    BUBBLEWRAP = "bubblewrap"
    RUNC = "docker-runc"
    RUNSC = "docker-runsc"


@contextlib.contextmanager
def open_sandbox(backend: Backend) -> Iterator[Sandbox]:
    """A sandbox of this kind, closed at the end."""
    sandbox = _make(backend)
    try:
        yield sandbox
    finally:
        sandbox.close()


def _make(backend: Backend) -> Sandbox:
    match backend:
        case Backend.FAKE:
            return FakeSandbox()
        case Backend.BUBBLEWRAP:
            return BubblewrapSandbox(load_catalogue(), BubblewrapSettings(home=Settings().home), load_sidecars())
        case Backend.RUNC | Backend.RUNSC:
            settings = DockerSettings(site="conformance", worker="test", oci_runtime=backend.split("-")[1])
            return DockerSandbox(Engine(), load_catalogue(), settings, load_sidecars())
