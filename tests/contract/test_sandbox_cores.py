"""What is measured has a core for itself, wherever its boxes are, and the report says what others took of its time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from worker.sandbox.cores import Cores, own_cores
from worker.sandbox.interface import Box, BoxSpec, PodSpec, RunRequest, Sandbox, SidecarSpec

LIMITS = Limits(cpu_s=5, wall_s=20)
SPEC = BoxSpec(runtime="python", limits=LIMITS)
KERNELS = [
    pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
    pytest.param(Backend.RUNC, marks=pytest.mark.docker),
]
TRIES_TO_LEAVE = """
import os
print(sorted(os.sched_getaffinity(0)))
for wanted in (range(64), *({core} for core in range(8))):
    try:
        os.sched_setaffinity(0, wanted)
    except OSError:
        pass
    print(sorted(os.sched_getaffinity(0)))
"""
SPINS = "import time\nend = time.process_time() + 0.4\nwhile time.process_time() < end: pass\n"


@pytest.fixture(scope="module", params=KERNELS)
def pinned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Path]]:
    """A sandbox on two cores, and where its leases are."""
    folder = tmp_path_factory.mktemp("cores")
    with open_sandbox(request.param, Cores(two(), folder=folder)) as sandbox:
        yield sandbox, folder


def two() -> tuple[int, ...]:
    cores = own_cores()[:2]
    assert len(cores) == 2, "these tests need a machine with two cores"
    return cores


def cores_of(box: Box, source: str = TRIES_TO_LEAVE) -> set[bytes]:
    """Every set of cores that a program had, whatever it tried; by fork of the zygote and by exec."""
    box.put({"main.py": source.encode()})
    found: set[bytes] = set()
    for argv in (("python3", "main.py"), ("python3", "-S", "main.py")):
        result = box.run(RunRequest(argv=argv, limits=LIMITS))
        assert result.exit_code == 0, result
        found |= set(result.stdout.splitlines())
    return found


def test_a_program_cannot_leave_the_core_it_was_given(pinned: tuple[Sandbox, Path]) -> None:
    sandbox, _ = pinned
    with sandbox.acquire(SPEC) as box:
        assert "core" in box.report.enforced
        (cores,) = cores_of(box)
        assert cores in {f"[{core}]".encode() for core in two()}


def test_a_box_moves_with_its_lease(pinned: tuple[Sandbox, Path]) -> None:
    sandbox, folder = pinned
    first, second = two()
    for taken, left in ((first, second), (second, first)):
        with Cores((taken,), folder=folder).lease(), sandbox.acquire(SPEC) as box:
            assert cores_of(box) == {f"[{left}]".encode()}


def test_a_checkers_box_is_on_the_core_of_the_submission(pinned: tuple[Sandbox, Path]) -> None:
    sandbox, _ = pinned
    with sandbox.acquire(SPEC) as box, sandbox.acquire(SPEC) as checker:
        assert cores_of(box) == cores_of(checker)


@pytest.mark.docker
def test_every_box_of_a_pod_is_on_one_core(tmp_path: Path) -> None:
    first, second = two()
    spec = PodSpec(box=SPEC, sidecars=(SidecarSpec("postgres", 5432),))
    with open_sandbox(Backend.RUNC, Cores((first, second), folder=tmp_path)) as sandbox:
        for taken, left in ((first, second), (second, first)):
            with Cores((taken,), folder=tmp_path).lease(), sandbox.acquire_pod(spec) as pod:
                late = pod.sidecar(SidecarSpec("redis", 6379)).box
                server = pod.sidecar(SidecarSpec("postgres", 5432)).box
                shown = RunRequest(argv=("grep", "Cpus_allowed_list", "/proc/self/status"), limits=LIMITS)
                told = {each.run(shown).stdout.split()[-1] for each in (pod.box, pod.tester, late, server)}
                assert told == {str(left).encode()}


@pytest.mark.runsc
def test_gvisor_is_pinned_from_outside_and_tells_no_noise(tmp_path: Path) -> None:
    (core,) = two()[:1]
    with open_sandbox(Backend.RUNSC, Cores((core,), folder=tmp_path)) as sandbox, sandbox.acquire(SPEC) as box:
        box.put({"main.py": SPINS.encode()})
        result = box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS))
        assert (result.exit_code, result.waited_ms, box.report.noise) == (0, None, None)
        assert str(core) in _cpusets()


@pytest.mark.runsc
def test_gvisors_boxes_are_replaced_where_they_cannot_be_changed(tmp_path: Path) -> None:
    """Neither its memory nor its cores: what a box was made with stays."""
    first, second = two()
    with open_sandbox(Backend.RUNSC, Cores((first, second), folder=tmp_path)) as sandbox:
        for taken, memory_mib in ((first, 256), (second, 256), (second, 128)):
            spec = BoxSpec(runtime="python", limits=Limits(memory_mib=memory_mib))
            with Cores((taken,), folder=tmp_path).lease(), sandbox.acquire(spec) as box:
                assert box.run(RunRequest(argv=("python3", "-c", "print(1)"), limits=spec.limits)).exit_code == 0


def test_a_neighbour_on_the_same_core_is_told_as_noise(pinned: tuple[Sandbox, Path]) -> None:
    sandbox, folder = pinned
    first, second = two()
    burner = subprocess.Popen((sys.executable, "-c", "while True: pass"))
    try:
        os.sched_setaffinity(burner.pid, {second})
        with Cores((first,), folder=folder).lease(), sandbox.acquire(SPEC) as box:
            box.put({"main.py": SPINS.encode()})
            for argv in (("python3", "main.py"), ("python3", "-S", "main.py")):
                result = box.run(RunRequest(argv=argv, limits=LIMITS))
                assert result.waited_ms is not None
                assert result.waited_ms > 100, result  # half of the core is the burner's
            assert box.report.noise is not None
            assert box.report.noise > 0.25
    finally:
        burner.kill()
        burner.wait()
    with sandbox.acquire(SPEC) as box:
        assert box.report.noise is None, "nothing of this submission has run yet"


def test_a_programs_own_threads_and_children_are_no_noise(pinned: tuple[Sandbox, Path]) -> None:
    sandbox, _ = pinned
    forks = f"import os\nchild = os.fork()\n{SPINS}\nif child: os.wait()\n"
    with sandbox.acquire(SPEC) as box:
        box.put({"main.py": forks.encode()})
        result = box.run(RunRequest(argv=("python3", "main.py"), limits=LIMITS))
        assert result.cpu_ms > 700
        assert result.waited_ms is not None
        assert result.waited_ms < result.wall_ms - result.cpu_ms + 50, result


def _cpusets() -> list[str]:
    listed = subprocess.run(
        ("docker", "ps", "--quiet", "--filter", "label=judge.site=conformance"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    form = "{{.HostConfig.CpusetCpus}}"
    shown = subprocess.run(("docker", "inspect", "--format", form, *listed), capture_output=True, text=True, check=True)
    return shown.stdout.split()
