"""A box that a signal breaks off while its container is being made: the engine keeps none."""

import contextlib
import signal
import socket
import threading

import pytest

from judge.domain.errors import SandboxUnavailable
from worker.sandbox import docker_engine
from worker.sandbox.docker_engine import Engine, Walls

WALLS = Walls(image="sha256:1", runtime="runc", memory_mib=64, disk_mib=8, cpus=1, processes=8, labels={})
STEPS = ("create", "attach", "start")


class Api:
    """An engine that has done what it was asked, and says so only after ``at`` was called in that step."""

    def __init__(self):
        self.containers: set[str] = set()
        self.step = ""
        self.at = lambda: None
        self.theirs: list[socket.socket] = []

    def _did(self, step):
        if step == self.step:
            self.at()

    def create_host_config(self, **options):
        return options

    def create_container(self, image, *, name, **options):
        self.containers.add(name)
        self._did("create")
        return {"Id": name}

    def attach_socket(self, container, params):
        ours, theirs = socket.socketpair()
        self.theirs.append(theirs)
        self._did("attach")
        return ours

    def start(self, container):
        self._did("start")

    def remove_container(self, container, **options):
        self.containers.remove(container)


class Client:
    def __init__(self):
        self.api = Api()

    def info(self):
        return {}


@pytest.fixture
def api(monkeypatch):
    client = Client()
    monkeypatch.setattr(docker_engine.docker, "from_env", lambda **_: client)
    yield client.api
    for each in client.api.theirs:
        each.close()


@contextlib.contextmanager
def interrupting():
    """What sends Ctrl-C to the main thread and goes on once its handler runs, which raises KeyboardInterrupt there."""
    heard = threading.Event()

    def hear(*_):
        heard.set()
        raise KeyboardInterrupt

    def interrupt():
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        assert heard.wait(30)

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_box_that_was_started_is_kept(api):
    container, attached = Engine().start(WALLS)
    attached.close()
    assert api.containers == {container.id}


@pytest.mark.parametrize("step", STEPS)
def test_a_box_whose_making_is_interrupted_is_not_kept(api, step):
    engine = Engine()
    with interrupting() as interrupt:
        api.step, api.at = step, interrupt
        with pytest.raises(KeyboardInterrupt):
            engine.start(WALLS)
    assert api.containers == set()
    assert all(each.recv(1) == b"" for each in api.theirs), "nor is its connection"


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_box_that_cannot_be_started_is_not_kept(api, step):
    def fail():
        raise OSError("the engine is away")

    api.step, api.at = step, fail
    with pytest.raises(SandboxUnavailable, match="could not start a box"):
        Engine().start(WALLS)
    assert api.containers == set()
