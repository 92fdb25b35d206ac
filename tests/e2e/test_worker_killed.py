"""SIGKILL for workers in the middle of real grading, with real boxes: nothing is lost and nothing is told twice."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.judge_server import JudgeServer
from tests.e2e.packages import write_sum_package
from tests.worker_process import until

pytestmark = pytest.mark.docker
SLOW_ADD = "import sys, time\ntime.sleep(0.1)\nprint(sum(map(int, sys.stdin.read().split())))\n"
SLEEPY_ADD = SLOW_ADD.replace("0.1", "6")
"""So long that every child is at one of these for certain while it is killed; between others it has none at times."""
SUBMISSIONS = 50
GRADED_S = 90


@pytest.fixture
def judge(tmp_path: Path) -> Iterator[JudgeServer]:
    write_sum_package(tmp_path / "challenges", "slow-sum", limits="{cpu_s: 1, wall_s: 30}")
    (tmp_path / "home").mkdir()
    with JudgeServer(
        tmp_path / "home",
        JUDGE_CHALLENGES=str(tmp_path / "challenges"),
        JUDGE_SANDBOX="docker",
        JUDGE_LEASE_S="5",
        JUDGE_WARM="python",
    ) as server:
        yield server


def worker_pids(home: Path) -> list[int]:
    """Main process first, then the children that grade; those of this home only."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
            command = (entry / "cmdline").read_bytes()
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if f"JUDGE_HOME={home}".encode() in environment and b"-m\0worker" in command:
            parents[int(entry.name)] = parent
    return sorted(parents, key=lambda pid: parents[pid] in parents)


def boxes() -> set[str]:
    command = ("docker", "ps", "--all", "--quiet", "--filter", "label=judge.site")
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def boxes_of(judge: JudgeServer) -> set[str]:
    """Boxes of this judge's worker, by the label that carries the worker's main process id before a random part."""
    worker = f"{socket.gethostname()}:{worker_pids(judge.home)[0]}:"
    command = ("docker", "ps", "--all", "--filter", "label=judge.site", "--format", '{{.ID}} {{.Label "judge.worker"}}')
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    found = {box for box, _, name in (line.partition(" ") for line in lines) if name.startswith(worker)}
    assert found, f"worker {worker} has no boxes"
    return found


def submit_around_sleepers(judge: JudgeServer) -> tuple[list[str], list[str]]:
    """All submissions, and those of them that every child of the worker is grading now."""

    def add(count: int) -> list[str]:
        return [judge.submit("slow-sum", "python", {"main.py": SLOW_ADD}) for _ in range(count)]

    before = add(SUBMISSIONS // 2)
    sleepers = [judge.submit("slow-sum", "python", {"main.py": SLEEPY_ADD}) for _ in worker_pids(judge.home)[1:]]
    after = add(SUBMISSIONS // 2)  # so that there is more in the queue

    def states() -> set[str]:
        return {judge.client.get(f"/api/v1/submissions/{each}").json()["state"] for each in sleepers}

    until(lambda: states() == {"running"}, 60, "the children were never all at a sleeper")
    return before + sleepers + after, sleepers


def kill(pids: list[int]) -> None:
    assert pids
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # children that see their parent gone end by themselves
            os.kill(pid, signal.SIGKILL)


def assert_all_graded_once(judge: JudgeServer, submissions: list[str], killed: list[str], *, within_s: float) -> None:
    deadline = time.monotonic() + within_s
    attempts = {}
    for submission in submissions:
        record = judge.record(submission, within_s=max(1.0, deadline - time.monotonic()))
        assert record["verdict"] == "accepted", record
        attempts[submission] = record["attempt"]
        events = judge.client.get(f"/api/v1/submissions/{submission}/events").text
        assert events.count('"finished"') == 1, events
    again = {submission for submission, attempt in attempts.items() if attempt > 1}
    assert again >= set(killed), "not everybody was killed while grading: this proves nothing"


def test_killed_children_lose_no_submission(judge: JudgeServer) -> None:
    submissions, graded = submit_around_sleepers(judge)
    kill(worker_pids(judge.home)[1:])
    assert_all_graded_once(judge, submissions, graded, within_s=GRADED_S)


def test_a_killed_worker_loses_no_submission_and_its_boxes_are_removed(judge: JudgeServer) -> None:
    submissions, graded = submit_around_sleepers(judge)
    before = boxes_of(judge)
    kill(worker_pids(judge.home))
    # `judge up` starts a worker that died again.
    assert_all_graded_once(judge, submissions, graded, within_s=GRADED_S)
    deadline = time.monotonic() + 40
    while boxes() & before and time.monotonic() < deadline:
        time.sleep(0.5)
    assert boxes() & before == set(), "boxes of the dead worker are still there"
