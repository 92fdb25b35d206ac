"""The sandboxes that the conformance suite runs against, each made as the worker makes it."""

import contextlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from judge.config import Settings
from judge.runtimes import load_catalogue
from judge.sidecars import load_sidecars
from tests.fakes.sandbox import FakeSandbox
from worker.sandbox.bubblewrap import BubblewrapSandbox, BubblewrapSettings
from worker.sandbox.cores import Cores
from worker.sandbox.docker import DockerSandbox, DockerSettings
from worker.sandbox.docker_engine import Engine
from worker.sandbox.interface import Sandbox


class Backend(StrEnum):
    FAKE = "fake"
    BUBBLEWRAP = "bubblewrap"
    RUNC = "docker-runc"
    RUNSC = "docker-runsc"


@contextlib.contextmanager
def open_sandbox(backend: Backend, cores: Cores | None = None) -> Iterator[Sandbox]:
    """A sandbox of this kind, closed at the end. Its boxes are pinned to ``cores``, if there are any."""
    sandbox = _make(backend, cores or Cores())
    try:
        yield sandbox
    finally:
        sandbox.close()


def make_bubblewrap(home: Path | None = None, cores: Cores | None = None) -> BubblewrapSandbox:
    """With what the set-up has put into ``home``, that of this checkout if not given."""
    settings = BubblewrapSettings(home=home or Settings().home, cores=cores or Cores())
    return BubblewrapSandbox(load_catalogue(), settings, load_sidecars())


def _make(backend: Backend, cores: Cores) -> Sandbox:
    match backend:
        case Backend.FAKE:
            return FakeSandbox()
        case Backend.BUBBLEWRAP:
            return make_bubblewrap(cores=cores)
        case Backend.RUNC | Backend.RUNSC:
            runtime = backend.split("-")[1]
            settings = DockerSettings(site="conformance", worker="test", oci_runtime=runtime, cores=cores)
            return DockerSandbox(Engine(), load_catalogue(), settings, load_sidecars())
