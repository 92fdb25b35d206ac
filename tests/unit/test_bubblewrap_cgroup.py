"""Finding a place for control groups, and the values written there, on folders shaped as the kernel's are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.domain.errors import SandboxUnavailable
from worker.sandbox.cgroup import Hierarchy, inherit_cores
from worker.sandbox.cgroup_find import find_hierarchy


class Machine:
    """A made-up /proc/self and mounted hierarchies below ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mountinfo: list[str] = []
        self.own: list[str] = []
        (root / "proc").mkdir()

    def mount(self, name: str, kind: str, options: str, root: str = "/") -> Path:
        point = self.root / name
        point.mkdir()
        self.mountinfo.append(f"30 29 0:26 {root} {point} rw,nosuid shared:10 - {kind} cgroup {options}")
        return point

    def find(self) -> Hierarchy | None:
        (self.root / "proc/mountinfo").write_text("\n".join(self.mountinfo))
        (self.root / "proc/cgroup").write_text("\n".join(self.own))
        return find_hierarchy(self.root / "proc")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    yield Machine(tmp_path)
    for path in tmp_path.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)


def unified_group(path: Path, controllers: str = "cpu memory pids") -> Path:
    """A version 2 group; plain files swallow what the kernel would act on, so what is written can be read back."""
    path.mkdir(exist_ok=True)
    (path / "cgroup.controllers").write_text(controllers)
    (path / "cgroup.procs").write_text("")
    (path / "cgroup.subtree_control").write_text(controllers)
    return path


def test_version_1_takes_one_folder_for_controllers_that_share_one(machine: Machine) -> None:
    memory = machine.mount("memory", "cgroup", "rw,memory")
    both = machine.mount("cpu,cpuacct", "cgroup", "rw,cpu,cpuacct")
    machine.own = ["4:memory:/user", "2:cpu,cpuacct:/"]

    hierarchy = machine.find()

    assert hierarchy is not None
    assert (hierarchy.version, set(hierarchy.controllers)) == (1, {"memory", "cpu", "cpuacct"})
    assert hierarchy.group("x").places() == [memory / "judge/x", both / "judge/x"]


def test_a_machine_without_a_memory_controller_has_no_hierarchy(machine: Machine) -> None:
    machine.mount("cpu,cpuacct", "cgroup", "rw,cpu,cpuacct")
    machine.mount("unified", "cgroup2", "rw")

    assert machine.find() is None


def test_version_2_uses_the_topmost_group_that_may_be_written(machine: Machine) -> None:
    top = unified_group(machine.mount("unified", "cgroup2", "rw"))
    slice_ = unified_group(top / "user.slice")
    service = unified_group(slice_ / "user@1000.service")
    unified_group(service / "judge")
    unified_group(service / "terminal.scope")
    machine.own = ["0::/user.slice/user@1000.service/terminal.scope"]
    for locked in (top, slice_):
        (locked / "cgroup.procs").unlink()  # what one may not write to, seen by root too

    hierarchy = machine.find()

    assert hierarchy is not None
    assert (hierarchy.version, hierarchy.folders["memory"]) == (2, service / "judge")


def test_a_mount_that_shows_a_part_of_the_tree_is_read_from_there(machine: Machine) -> None:
    top = unified_group(machine.mount("unified", "cgroup2", "rw", root="/docker/abc"))
    unified_group(top / "judge")
    machine.own = ["0::/docker/abc"]

    hierarchy = machine.find()

    assert hierarchy is not None
    assert hierarchy.folders["memory"] == top / "judge"


def test_the_supervisor_sees_its_counters_where_it_looks_for_them(tmp_path: Path) -> None:
    first = Hierarchy(1, {"memory": tmp_path / "m", "cpuacct": tmp_path / "c"}).group("slot-1")
    second = Hierarchy(2, {"memory": tmp_path / "u", "pids": tmp_path / "u"}).group("slot-1")

    assert first.views() == [
        (str(tmp_path / "c/slot-1"), "/sys/fs/cgroup/cpuacct"),
        (str(tmp_path / "m/slot-1"), "/sys/fs/cgroup/memory"),
    ]
    assert second.views() == [(str(tmp_path / "u/slot-1"), "/sys/fs/cgroup")]


def test_version_2_limits_memory_swap_processes_and_processors(tmp_path: Path) -> None:
    hierarchy = Hierarchy(2, dict.fromkeys(("memory", "pids", "cpu"), tmp_path))
    group = hierarchy.create("slot-1")
    (tmp_path / "slot-1/memory.swap.max").write_text("max")

    group.limit_memory(1 << 20)
    group.limit_processes(7)
    group.limit_cpus(1.5)

    written = {path.name: path.read_text() for path in (tmp_path / "slot-1").iterdir()}
    assert written == {
        "memory.max": "1048576",
        "memory.swap.max": "0",
        "pids.max": "7",
        "cpu.max": "150000 100000",
    }


def test_version_1_gives_a_new_group_the_cores_of_the_one_above(machine: Machine) -> None:
    """The kernel lets no process into a group without cores and memory nodes."""
    for name in ("memory", "cpuacct"):
        machine.mount(name, "cgroup", f"rw,{name}")
    cpuset = machine.mount("cpuset", "cgroup", "rw,cpuset")
    for folder in (cpuset, cpuset / "judge", cpuset / "judge/slot-1"):
        folder.mkdir(exist_ok=True)
        (folder / "cpuset.cpus").write_text("0-3\n" if folder == cpuset else "\n")
        (folder / "cpuset.mems").write_text("0\n" if folder == cpuset else "\n")
    machine.own = ["4:memory:/", "3:cpuset:/", "2:cpuacct:/"]

    hierarchy = machine.find()

    assert hierarchy is not None
    assert hierarchy.pins
    assert (cpuset / "judge/cpuset.cpus").read_text() == "0-3\n"
    inherit_cores(cpuset / "judge/slot-1")
    group = hierarchy.group("slot-1")
    assert (cpuset / "judge/slot-1/cpuset.mems").read_text() == "0\n"
    group.limit_cores((1, 3))
    assert (cpuset / "judge/slot-1/cpuset.cpus").read_text() == "1,3"


def test_version_2_pins_where_the_controller_is_passed_on(machine: Machine) -> None:
    controllers = "cpu cpuset memory pids"
    top = unified_group(machine.mount("unified", "cgroup2", "rw"), controllers)
    unified_group(top / "judge", controllers)
    machine.own = ["0::/"]

    hierarchy = machine.find()

    assert hierarchy is not None
    assert hierarchy.pins


def test_a_limit_that_cannot_be_set_is_not_dropped_silently(tmp_path: Path) -> None:
    group = Hierarchy(2, {"memory": tmp_path}).group("never-made")

    with pytest.raises(SandboxUnavailable, match=r"memory\.max"):
        group.limit_memory(1 << 20)


def test_removing_a_group_that_is_not_there_is_fine(tmp_path: Path) -> None:
    Hierarchy(2, {"memory": tmp_path}).group("gone").remove()

    assert list(tmp_path.iterdir()) == []
