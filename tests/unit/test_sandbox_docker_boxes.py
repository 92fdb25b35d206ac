"""What the Docker backend remembers of its engine's images."""

import socket
from dataclasses import dataclass, field, replace

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.runtimes import load_catalogue
from worker.sandbox.cores import Cores
from worker.sandbox.docker_boxes import UIDS_PER_SLOT, DockerBoxes, DockerSettings
from worker.sandbox.docker_engine import Container, Walls
from worker.sandbox.docker_memory import KernelMemory
from worker.sandbox.parts import TESTER_PART
from worker.sandbox.pool import BoxKind
from worker.supervisor import frames

KIND = BoxKind("python", 64)


class Supervisor:
    """Answers every frame as a new box does."""

    def __init__(self, held, usage):
        self._held = held
        self._usage = usage
        self._ours, self._theirs = socket.socketpair()

    def reader(self):
        return self._ours.fileno()

    writer = reader

    def write(self, data):
        self._theirs.send(frames.encode({"op": "ok", "usage": self._usage, "held": self._held}))
        return len(data)

    def read(self):
        return self._ours.recv(1 << 16)

    def close(self):
        self._ours.close()
        self._theirs.close()


@dataclass
class Engine:
    """Has the image ``image`` under every name, or none if it is empty; starts only what it has."""

    image: str = "sha256:first"
    asked: int = 0
    started: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    walls: list[Walls] = field(default_factory=list)
    resized: list[int] = field(default_factory=list)
    stuck: bool = False
    held: tuple[str, ...] = ("seccomp",)
    usage: str = "cgroup-v2"
    info: dict[str, bool] = field(
        default_factory=lambda: dict.fromkeys(("MemoryLimit", "PidsLimit", "CpuCfsQuota"), True)
    )

    def image_id(self, ref):
        self.asked += 1
        return self.image or None

    def start(self, walls):
        if walls.image != self.image:
            raise SandboxUnavailable("could not create a box: no such image")
        self.started.append(walls.image)
        self.walls.append(walls)
        return Container(f"box {len(self.started)}", len(self.started)), Supervisor(list(self.held), self.usage)

    def resize(self, container, memory_mib):
        if self.stuck:
            raise SandboxUnavailable("could not change a box's memory limit")
        self.resized.append(memory_mib)

    def remove(self, container):
        self.removed.append(container.id)


@pytest.fixture
def engine():
    return Engine()


@pytest.fixture
def boxes(engine):
    """Destroys what a test made."""
    made = []

    class Remembering(DockerBoxes):
        def _make(self, *args, **options):
            made.append(super()._make(*args, **options))
            return made[-1]

    boxes = Remembering(engine, load_catalogue(), DockerSettings(site="s", worker="w"))
    yield boxes
    for box in made:
        boxes.destroy(box)


def test_the_engine_is_asked_for_an_image_once(boxes, engine):
    boxes.join(boxes.make(KIND, 64), TESTER_PART)
    asked = engine.asked
    assert boxes.had("tester")
    boxes.join(boxes.make(KIND, 64), TESTER_PART)

    assert engine.asked == asked
    assert engine.started == ["sha256:first"] * 4


def test_an_image_that_was_removed_and_built_again_is_found_after_one_failure(boxes, engine):
    box = boxes.make(KIND, 64)
    boxes.join(box, TESTER_PART)
    engine.image = "sha256:second"

    with pytest.raises(SandboxUnavailable):
        boxes.make(KIND, 64)

    boxes.join(boxes.make(KIND, 64), TESTER_PART)
    assert engine.started[-2:] == ["sha256:second"] * 2


def test_an_image_that_is_not_built_is_named_and_asked_for_again(boxes, engine):
    engine.image = ""
    assert not boxes.had("tester")
    with pytest.raises(SandboxUnavailable, match="image of python is not built"):
        boxes.make(KIND, 64)

    engine.image = "sha256:first"

    assert boxes.had("tester")
    assert boxes.make(KIND, 64).report.image == "sha256:first"


def test_a_box_in_which_the_profile_does_not_hold_is_removed_and_says_so(boxes, engine):
    engine.held = ("landlock",)
    with pytest.raises(SandboxUnavailable, match="started without what it was made with: seccomp"):
        boxes.make(KIND, 64)
    assert engine.removed == ["box 1"]


def test_gvisor_needs_no_profile_and_the_report_says_what_holds(engine):
    engine.held, engine.usage = (), "gvisor"
    boxes = DockerBoxes(engine, load_catalogue(), DockerSettings(site="s", worker="w", oci_runtime="runsc"))
    box = boxes.make(KIND, 64)
    assert box.report.enforced[-2:] == ("network", "gvisor")
    boxes.destroy(box)
    engine.held = ("seccomp", "landlock")
    box = boxes.make(KIND, 64)
    assert box.report.enforced[-3:] == ("seccomp", "landlock", "gvisor")
    boxes.destroy(box)


def test_a_gvisor_box_whose_supervisor_does_not_know_where_it_is_is_removed(engine):
    """It would leave open what only gVisor leaves open."""
    boxes = DockerBoxes(engine, load_catalogue(), DockerSettings(site="s", worker="w", oci_runtime="runsc"))
    with pytest.raises(SandboxUnavailable, match="gvisor"):
        boxes.make(KIND, 64)
    assert engine.removed == ["box 1"]


def test_a_gvisor_box_whose_kernel_keeps_too_much_fits_nobody(engine, monkeypatch):
    """It would be at its wall before the next program is at its limit. In other boxes the kernel is the machine's."""
    kept = {"mib": 0}
    monkeypatch.setattr(KernelMemory, "grown_bytes", lambda memory: kept["mib"] << 20)
    for runtime, fits in (("runsc", False), ("runc", True)):
        kept["mib"], engine.usage = 100, "gvisor"
        boxes = DockerBoxes(engine, load_catalogue(), DockerSettings(site="s", worker="w", oci_runtime=runtime))
        box = boxes.make(KIND, 64)
        assert boxes.fit(box, 64)
        kept["mib"] = 200
        assert boxes.fit(box, 64) is fits
        boxes.destroy(box)


def test_the_memory_wall_holds_the_files_of_the_box_too_and_is_moved_both_ways(boxes, engine):
    box = boxes.make(KIND, 100)
    wall_mib = engine.walls[0].memory_mib
    boxes.make(replace(KIND, disk_mib=KIND.disk_mib + 50), 100)
    assert engine.walls[1].memory_mib == wall_mib + 50
    assert wall_mib > 100 + KIND.disk_mib
    assert boxes.fit(box, 100)
    assert engine.resized == []
    assert boxes.fit(box, 300)
    assert boxes.fit(box, 100)
    assert engine.resized == [wall_mib + 200, wall_mib]
    engine.stuck = True
    assert not boxes.fit(box, 300)


def test_boxes_of_a_machine_have_users_of_their_own(boxes):
    one, other = (boxes.make(KIND, 64).identity.first_uid for _ in range(2))
    assert abs(one - other) >= UIDS_PER_SLOT


def test_a_box_of_a_pod_is_in_the_network_of_the_candidates_and_that_one_in_none(boxes, engine):
    boxes.join(boxes.make(KIND, 64), TESTER_PART)
    assert [walls.network_of for walls in engine.walls] == ["", "box 1"]


@pytest.mark.parametrize("limit", ["MemoryLimit", "PidsLimit", "CpuCfsQuota"])
def test_an_engine_that_cannot_hold_a_limit_makes_no_boxes(engine, limit):
    engine.info[limit] = False
    with pytest.raises(SandboxUnavailable, match=f"cannot enforce: {limit}"):
        DockerBoxes(engine, load_catalogue(), DockerSettings(site="s", worker="w"))


@pytest.mark.parametrize(
    ("told", "pinned"), [({"CPUSet": True, "NCPU": 2}, True), ({"CPUSet": True, "NCPU": 1}, False), ({}, False)]
)
def test_boxes_are_pinned_to_cores_that_the_engine_has(engine, tmp_path, told, pinned):
    engine.info |= told
    settings = DockerSettings(site="s", worker="w", cores=Cores((0, 1), folder=tmp_path))
    boxes = DockerBoxes(engine, load_catalogue(), settings)
    box = boxes.make(KIND, 64, (1,))
    assert engine.walls[0].cores == ((1,) if pinned else ())
    assert ("core" in box.report.enforced) is pinned
    boxes.destroy(box)
