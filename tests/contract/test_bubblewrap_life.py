"""A bubblewrap box from its start to its end: limits on the host's side, what is left of it, which programs it has."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from judge.domain.limits import Limits
from judge.runtimes import load_catalogue
from judge.sidecars import load_sidecars
from tests.backends import Backend, open_sandbox
from tests.contract.bubblewrap_traces import NOTHING, Traces
from tests.worker_process import until
from worker.sandbox.bubblewrap import BubblewrapSandbox, BubblewrapSettings
from worker.sandbox.bubblewrap_probe import diagnose
from worker.sandbox.embedded_python import find_python, packages_folder
from worker.sandbox.interface import BoxSpec, RunRequest

pytestmark = pytest.mark.bubblewrap

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(cpu_s=5, wall_s=30, memory_mib=256)
PYTHON = ("python3", "main.py")

OWNER = """
import sys, threading, time
from pathlib import Path
from judge.domain.limits import Limits
from judge.runtimes import load_catalogue
from tests.contract.bubblewrap_traces import Traces
from worker.sandbox.bubblewrap import BubblewrapSandbox, BubblewrapSettings
from worker.sandbox.interface import BoxSpec, RunRequest

sandbox = BubblewrapSandbox(load_catalogue(), BubblewrapSettings(home=Path(sys.argv[1])))
limits = Limits(cpu_s=60, wall_s=120)
with sandbox.acquire(BoxSpec(runtime="python", limits=limits)) as box:
    box.put({"main.py": b"import os, time; os.fork(); os.fork(); time.sleep(100)"})
    threading.Thread(target=box.run, args=[RunRequest(argv=("python3", "main.py"), limits=limits)]).start()
    while len(Traces.of(sandbox).processes) < len(("bwrap", "supervisor", "zygote", "program")) + 3:
        time.sleep(0.01)
    print(Traces.of(sandbox).dumps(), flush=True)
    time.sleep(100)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def sandbox(home: Path) -> Iterator[BubblewrapSandbox]:
    sandbox = BubblewrapSandbox(load_catalogue(), BubblewrapSettings(home=home))
    yield sandbox
    sandbox.close()


def test_the_report_says_what_this_machine_can_enforce(sandbox: BubblewrapSandbox) -> None:
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        report = box.report

    source = report.enforced[-1]
    assert (report.backend, report.image) == ("bubblewrap", "host")
    assert report.runtime == f"bwrap {sandbox.host.version}"
    if sandbox.host.hierarchy is None:
        assert {"memory-sampled", "cpu-sampled"} <= set(report.enforced)
        assert source.startswith("proc")
    else:
        assert {"memory", "cpu"} <= set(report.enforced)
        assert source == f"cgroup-v{sandbox.host.hierarchy.version}"


def test_a_program_is_held_by_its_boxs_control_group_from_its_first_page(sandbox: BubblewrapSandbox) -> None:
    source = b"print(bytearray(100 << 20)[0])"
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": source})
        result = box.run(RunRequest(argv=PYTHON, limits=LIMITS))
        walls = [limit.read_text() for limit in memory_limits(sandbox)]

    assert result.exit_code == 0
    assert result.memory_kib >= 100 * 1024
    assert [int(wall) for wall in walls] == ([(256 + 64 + 256) << 20] if sandbox.host.hierarchy else [])


def memory_limits(sandbox: BubblewrapSandbox) -> list[Path]:
    """The kernel's files with the memory walls of this sandbox's boxes."""
    if sandbox.host.hierarchy is None:
        return []
    folder = sandbox.host.hierarchy.folders["memory"]
    name = {1: "memory.limit_in_bytes", 2: "memory.max"}[sandbox.host.hierarchy.version]
    return [folder / group / name for group in own_groups(sandbox)]


def own_groups(sandbox: BubblewrapSandbox) -> list[str]:
    return [f"slot-{made.slot.number}" for made in sandbox.boxes.made.values()]


def test_a_box_that_is_used_again_gets_the_next_challenges_memory(sandbox: BubblewrapSandbox) -> None:
    block = b"print(len(bytearray(150 << 20)))"
    verdicts = []
    for memory_mib in (256, 100, 256):
        limits = replace(LIMITS, memory_mib=memory_mib)
        with sandbox.acquire(BoxSpec(runtime="python", limits=limits)) as box:
            box.put({"main.py": block})
            verdicts.append(box.run(RunRequest(argv=PYTHON, limits=limits)).oom_kills > 0)

    assert verdicts == [False, True, False]


def test_closing_leaves_no_process_no_control_group_and_no_mount(home: Path) -> None:
    sandbox = BubblewrapSandbox(load_catalogue(), BubblewrapSettings(home=home))
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        box.put({"main.py": b""})
        box.run(RunRequest(argv=PYTHON, limits=LIMITS))
        seen = Traces.of(sandbox)
    sandbox.close()

    assert len(seen.processes) >= len(("bwrap", "supervisor", "zygote"))
    until(lambda: seen.left(sandbox) == NOTHING)
    assert str(home) not in Path("/proc/self/mountinfo").read_text()


def test_a_box_dies_with_its_worker_and_the_reaper_removes_the_rest(sandbox: BubblewrapSandbox, home: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", OWNER, str(home)], stdout=subprocess.PIPE, cwd=ROOT, env=env) as owner:
        assert owner.stdout is not None
        seen = Traces.loads(owner.stdout.readline())
        owner.kill()

    until(lambda: seen.left(sandbox) in (NOTHING, replace(NOTHING, groups=seen.groups)))
    sandbox.reap(())
    assert seen.left(sandbox) == NOTHING
    assert str(home) not in Path("/proc/self/mountinfo").read_text()


def test_the_reaper_spares_boxes_in_use(sandbox: BubblewrapSandbox, home: Path) -> None:
    other = BubblewrapSandbox(load_catalogue(), BubblewrapSettings(home=home))
    try:
        with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
            box.put({"main.py": b"print(1)"})
            other.reap(())
            assert box.run(RunRequest(argv=PYTHON, limits=LIMITS)).stdout == b"1\n"
    finally:
        other.close()


def test_a_box_outlives_the_thread_that_asked_for_it(sandbox: BubblewrapSandbox) -> None:
    seen: list[object] = []

    def use() -> None:
        with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
            box.put({"main.py": b"print(1)"})
            assert box.run(RunRequest(argv=PYTHON, limits=LIMITS)).stdout == b"1\n"
            seen.append(box)

    for _ in range(2):
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()

    assert len(seen) == 2
    assert seen[0] is seen[1]


def test_an_interrupt_at_the_terminal_does_not_end_boxes(sandbox: BubblewrapSandbox) -> None:
    with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
        groups_of_boxes = {os.getpgid(made.process.pid) for made in sandbox.boxes.made.values()}
        assert box.report.backend == "bubblewrap"

    assert os.getpgid(0) not in groups_of_boxes


ADDERS = {
    "python": "print(sum(map(int, input().split())))",
    "node": "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number); console.log(a + b)",
    "cpp": "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << '\\n'; }",
    "go": 'package main\nimport "fmt"\nfunc main() { var a, b int; fmt.Scan(&a, &b); fmt.Println(a + b) }',
    "java": """
        import java.util.Scanner;
        class Main {
            public static void main(String[] args) {
                var in = new Scanner(System.in);
                System.out.println(in.nextInt() + in.nextInt());
            }
        }""",
}


def test_every_runtime_it_offers_builds_and_runs_programs(sandbox: BubblewrapSandbox) -> None:
    offered = sandbox.offers()
    answers = {}
    for name in offered:
        runtime = load_catalogue()[name]
        limits = replace(LIMITS, cpu_s=60, wall_s=120, memory_mib=1024, processes=256, disk_mib=512)
        with sandbox.acquire(BoxSpec(runtime=name, limits=limits)) as box:
            box.put({runtime.main: ADDERS[name].encode()})
            for command in runtime.build_commands([runtime.main], runtime.main, 256):
                built = box.run(RunRequest(argv=command, limits=limits, build=True))
                assert built.exit_code == 0, (name, built)
            argv = runtime.run_command([runtime.main], runtime.main, 256)
            result = box.run(RunRequest(argv=argv, limits=limits, stdin=b"2 3\n"))
        answers[name] = result.stdout or result.stderr

    assert "python" in answers
    assert answers == dict.fromkeys(offered, b"5\n")


def test_programs_find_the_packages_and_scripts_that_the_setup_made(tmp_path: Path) -> None:
    python = find_python(tmp_path)
    assert python is not None
    place = packages_folder(tmp_path, python.version)
    (place / "bin").mkdir(parents=True)
    (place / "framework.py").write_text("name = 'made by the set-up'")
    (place / "bin/serve-it").write_text("#!/bin/sh\necho served")
    (place / "bin/serve-it").chmod(0o755)
    sandbox = BubblewrapSandbox(load_catalogue(), BubblewrapSettings(home=tmp_path))
    try:
        with sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box:
            box.put({"main.py": b"import framework; print(framework.name)"})
            forked = box.run(RunRequest(argv=PYTHON, limits=LIMITS))
            argv = ("python3", "-c", "import framework; print(framework.name)")
            started = box.run(RunRequest(argv=argv, limits=LIMITS))
            script = box.run(RunRequest(argv=("serve-it",), limits=LIMITS))
    finally:
        sandbox.close()

    assert (forked.stdout, started.stdout) == (b"made by the set-up\n",) * 2
    assert script.stdout == b"served\n"


def test_the_diagnosis_runs_a_box_and_finds_no_problem(home: Path) -> None:
    diagnosis = diagnose(home, load_sidecars())

    assert diagnosis.works, diagnosis
    assert "network" in diagnosis.enforced


def test_programs_do_not_inherit_what_the_worker_was_told_to_ignore() -> None:
    """A shell has whatever it starts in the background ignore SIGINT; ``nohup`` adds SIGHUP."""
    source = b"import signal\nprint([int(n) for n in (1, 2, 3, 15) if signal.getsignal(n) == signal.SIG_IGN])"
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGHUP)}
    try:
        with (
            open_sandbox(Backend.BUBBLEWRAP) as sandbox,
            sandbox.acquire(BoxSpec(runtime="python", limits=LIMITS)) as box,
        ):
            box.put({"main.py": source})
            assert box.run(RunRequest(argv=PYTHON, limits=LIMITS)).stdout == b"[]\n"
    finally:
        for number, action in before.items():
            signal.signal(number, action)
