"""What an engine is asked for: walls that hold, no container that is kept when its making is broken off, no other's."""

import contextlib
import signal
import socket
import struct
import threading
from dataclasses import replace
from unittest.mock import Mock

import pytest
from docker.errors import APIError

from judge.domain.errors import SandboxUnavailable
from worker.sandbox import docker_engine, docker_seccomp
from worker.sandbox.docker_engine import LABEL_SITE, LABEL_WORKER, AttachedSocket, Engine, Walls

WALLS = Walls(image="sha256:1", runtime="runc", memory_mib=64, disk_mib=8, cpus=1, processes=8, labels={})
STEPS = ("create", "attach", "start")


class Api:
    """An engine that has done what it was asked, and says so only after ``at`` was called in that step."""

    def __init__(self):
        self.made: set[str] = set()
        self.hosts: list[dict] = []
        self.taken = 0
        self.known: list[dict] = []
        self.step = ""
        self.at = lambda: None
        self.theirs: list[socket.socket] = []

    def _did(self, step):
        if step == self.step:
            self.at()

    def create_host_config(self, **options):
        self.hosts.append(options)
        return options

    def containers(self, *, all, filters):
        label, _, value = filters["label"].partition("=")
        return [entry for entry in self.known if entry["Labels"].get(label) == value]

    def create_container(self, image, *, name, **options):
        if self.taken:
            self.taken -= 1
            raise APIError("taken", response=Mock(status_code=409))
        self.made.add(name)
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
        self.made.discard(container)
        self.known = [entry for entry in self.known if entry["Id"] != container]


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
    assert api.made == {container.id}


@pytest.mark.parametrize("step", STEPS)
def test_a_box_whose_making_is_interrupted_is_not_kept(api, step):
    engine = Engine()
    with interrupting() as interrupt:
        api.step, api.at = step, interrupt
        with pytest.raises(KeyboardInterrupt):
            engine.start(WALLS)
    assert api.made == set()
    assert all(each.recv(1) == b"" for each in api.theirs), "nor is its connection"


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_box_that_cannot_be_started_is_not_kept(api, step):
    def fail():
        raise OSError("the engine is away")

    api.step, api.at = step, fail
    with pytest.raises(SandboxUnavailable, match="could not start a box"):
        Engine().start(WALLS)
    assert api.made == set()


def test_a_box_has_walls_of_every_kind(api):
    walls = replace(WALLS, memory_mib=64, disk_mib=8, cpus=2, processes=9, cores=(1, 3))
    Engine().start(walls)[1].close()
    host = api.hosts[0]
    assert (host["network_mode"], host["read_only"], host["ipc_mode"]) == ("none", True, "private")
    assert (host["cap_drop"], "SYS_ADMIN" in host["cap_add"], len(host["cap_add"])) == (["ALL"], False, 6)
    assert "no-new-privileges" in host["security_opt"]
    assert f"seccomp={docker_seccomp.profile()}" in host["security_opt"]
    assert (host["mem_limit"], host["memswap_limit"], host["pids_limit"]) == (64 << 20, 64 << 20, 9)
    assert (host["nano_cpus"], host["cpuset_cpus"], host["auto_remove"]) == (2_000_000_000, "1,3", True)
    (options,) = host["tmpfs"].values()
    assert {"nosuid", "nodev", "size=8m", "nr_inodes=4096"} <= set(options.split(","))
    assert "privileged" not in host
    assert not {"binds", "devices", "volumes_from"} & set(host)


def test_a_box_that_joins_a_pod_has_that_boxs_network_and_no_other(api):
    Engine().start(replace(WALLS, network_of="abc"))[1].close()
    assert api.hosts[0]["network_mode"] == "container:abc"


def test_a_slot_that_is_taken_is_somebody_elses_and_the_next_one_is_tried(api):
    api.taken = 3
    container, attached = Engine().start(WALLS)
    attached.close()
    assert api.made == {container.id} == {f"judge-box-{container.slot}"}
    api.taken = 1000
    with pytest.raises(SandboxUnavailable, match="no free slot"):
        Engine().start(WALLS)


def test_only_boxes_of_this_site_whose_worker_is_gone_are_removed(api):
    boxes = [("mine", "alive"), ("mine", "dead"), ("others", "dead")]
    api.known = [
        {"Id": f"{site} {worker}", "Labels": {LABEL_SITE: site, LABEL_WORKER: worker}} for site, worker in boxes
    ]
    assert Engine().reap("mine", {"alive"}) == 1
    assert [entry["Id"] for entry in api.known] == ["mine alive", "others dead"]


def test_what_a_box_says_outside_the_protocol_is_no_answer_and_its_end_is_kept():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        attached = AttachedSocket(ours)
        pieces = [(2, b"x" * 9000), (1, b"ans"), (2, b"panic"), (1, b"wer")]
        data = b"".join(struct.pack(">BxxxI", stream, len(piece)) + piece for stream, piece in pieces)
        read = b""
        for byte in (data[at : at + 700] for at in range(0, len(data), 700)):
            theirs.sendall(byte)
            read += attached.read()
        assert read == b"answer"
        assert attached.diagnosis().endswith("panic")
        assert len(attached._stderr) <= 4096
        theirs.close()
        with pytest.raises(EOFError):
            attached.read()
