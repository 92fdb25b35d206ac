"""The two programs that are timed, the packages that judge them, and the same programs run bare."""

import itertools
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

PYTHON = "import sys\nprint(sum(map(int, sys.stdin.read().split())))\n"
CPP = "#include <iostream>\nint main() { long long a, b; std::cin >> a >> b; std::cout << a + b << '\\n'; }\n"


@dataclass(frozen=True, slots=True)
class Workload:
    """``tests`` runs of one program: W1 to W4."""

    name: str
    runtime: str
    tests: int
    rounds: int

    @property
    def challenge(self) -> str:
        return f"bench-{self.runtime}-{self.tests}"

    @property
    def files(self) -> dict[str, str]:
        return {"main.py": PYTHON} if self.runtime == "python" else {"main.cpp": CPP}


WORKLOADS = (
    Workload("W1", "python", 1, 60),
    Workload("W2", "python", 20, 15),
    Workload("W3", "python", 100, 7),
    Workload("W4", "cpp", 100, 7),
)


def write_package(folder: Path, workload: Workload) -> None:
    """A challenge whose hidden cases are the workload's tests."""
    root = folder / workload.challenge
    cases = root / "stages" / "cases" / "hidden"
    cases.mkdir(parents=True)
    (root / "statement.md").write_text("Print the sum of two integers.\n")
    (root / "challenge.yaml").write_text(
        f"format: 1\nid: {workload.challenge}\ntitle: Sum\nsummary: Sum of two integers\ndifficulty: easy\n"
        f"skills: [arithmetic]\nruntimes: [{workload.runtime}]\nlimits: {{cpu_s: 2, memory_mib: 256}}\n"
        "stages:\n  - {name: cases, kind: stdio, points: 100, groups: [{name: hidden, points: 100}]}\n"
    )
    for number in range(1, workload.tests + 1):
        (cases / f"{number:03}.in").write_text(f"{number} {2 * number}\n")
        (cases / f"{number:03}.ans").write_text(f"{3 * number}\n")


def bare_argv(workload: Workload, folder: Path) -> list[str]:
    """The program as the judge runs it, ready on this machine.

    Raises:
        SystemExit: the machine has no interpreter or compiler to compare with.
    """
    if workload.runtime == "python":
        interpreter = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else shutil.which("python3")
        (folder / "main.py").write_text(PYTHON)
        return [str(interpreter), str(folder / "main.py")]
    if not shutil.which("g++"):
        raise SystemExit("g++ is needed to compare with: apt-get install g++")
    source, program = folder / "main.cpp", folder / "main"
    source.write_text(CPP)
    subprocess.run(["g++", "-O2", "-std=c++20", str(source), "-o", str(program)], check=True)
    return [str(program)]


def run_bare(argv: list[str], tests: int) -> float:
    """Seconds for ``tests`` runs one after another, output compared as a judge must."""
    started = time.perf_counter()
    for number in itertools.islice(itertools.count(1), tests):
        done = subprocess.run(argv, input=b"%d %d\n" % (number, 2 * number), capture_output=True, check=True)
        if done.stdout.split() != [b"%d" % (3 * number)]:
            raise RuntimeError(f"{argv} gave {done.stdout!r}")
    return time.perf_counter() - started


def run_in_new_container(image: str, argv: list[str], folder: Path) -> float:
    """Seconds for one test the usual way: a container of its own."""
    command = ["docker", "run", "--rm", "--interactive", "--network=none", "--memory=256m", "--pids-limit=64"]
    command += ["--volume", f"{folder}:{folder}:ro", "--entrypoint", argv[0], image, *argv[1:]]
    started = time.perf_counter()
    done = subprocess.run(command, input=b"1 2\n", capture_output=True, check=True)
    if done.stdout.split() != [b"3"]:
        raise RuntimeError(f"docker run gave {done.stdout!r}")
    return time.perf_counter() - started
