"""One judge for all tests that only talk to it. Docker does the walls; an engine that is missing is an error."""

from collections.abc import Iterator

import pytest

from tests.e2e.judge_server import JudgeServer
from tests.e2e.packages import write_sum_package


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgeServer]:
    root = tmp_path_factory.mktemp("judge")
    limits = "{cpu_s: 1, wall_s: 3, memory_mib: 256, output_kib: 64, disk_mib: 32, processes: 32}"
    write_sum_package(root / "challenges", "walls", limits=limits)
    (root / "home").mkdir()
    with JudgeServer(root / "home", JUDGE_CHALLENGES=str(root / "challenges"), JUDGE_SANDBOX="docker") as server:
        yield server


@pytest.fixture(scope="session")
def embedded_judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgeServer]:
    """The same without an engine."""
    root = tmp_path_factory.mktemp("embedded")
    (root / "home").mkdir()
    with JudgeServer(root / "home", JUDGE_SANDBOX="bubblewrap") as server:
        yield server
