"""One judge for all tests that only talk to it. Docker does the walls; an engine that is missing is an error."""

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from judge.config import CHECKOUT
from tests.e2e.judge_server import JudgeServer
from tests.e2e.packages import write_suite_package, write_sum_package


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgeServer]:
    root = tmp_path_factory.mktemp("judge")
    limits = "{cpu_s: 1, wall_s: 3, memory_mib: 256, output_kib: 64, disk_mib: 32, processes: 32}"
    write_sum_package(root / "challenges", "walls", limits=limits)
    write_sum_package(root / "challenges", "patient", limits="{cpu_s: 2, wall_s: 60}")
    write_suite_package(root / "challenges", "hello")
    (root / "home").mkdir()
    variables = {"JUDGE_CHALLENGES": str(root / "challenges"), "JUDGE_WEBHOOK_ALLOW": "127.0.0.0/8"}
    with JudgeServer(root / "home", JUDGE_SANDBOX="docker", **variables) as server:
        yield server


@pytest.fixture(scope="session")
def embedded_judge() -> Iterator[JudgeServer]:
    """The same without an engine. Its home stays, because the packages in it take a minute to install."""
    home = CHECKOUT / ".judge" / "e2e-embedded"
    home.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(home / "redis", ignore_errors=True)
    setup = (sys.executable, "-m", "worker.sandbox.embedded_setup", str(home), "python", "node")
    subprocess.run(setup, cwd=CHECKOUT, check=True, timeout=600)
    with JudgeServer(home, JUDGE_SANDBOX="bubblewrap") as server:
        yield server
