"""Runs that do not count, and cancelling, on a whole judge with one slot: real boxes, real queue."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from judge.config import CHECKOUT
from tests.e2e.judge_server import JudgeServer
from tests.e2e.packages import write_sum_package

pytestmark = pytest.mark.docker

RUNS = "/api/v1/runs"
ADD = "import sys\nfor line in sys.stdin:\n    print(sum(map(int, line.split())))\n"
SLEEP = "import time\ntime.sleep(200)\n"
LIMITER = CHECKOUT / "challenges" / "rate-limiter"


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgeServer]:
    root = tmp_path_factory.mktemp("runs")
    write_sum_package(root / "challenges", "slow", limits="{cpu_s: 60, wall_s: 240}")
    (root / "home").mkdir()
    settings = {"JUDGE_CHALLENGES": str(root / "challenges"), "JUDGE_SANDBOX": "docker", "JUDGE_CONCURRENCY": "1"}
    with JudgeServer(root / "home", **settings) as server:
        yield server


@pytest.fixture(scope="module")
def candidate(judge: JudgeServer) -> Iterator[httpx.Client]:
    key = {"role": "candidate", "name": "ann", "organisation": "acme"}
    made = judge.client.post("/api/v1/keys", json=key).raise_for_status().json()
    with judge.client_with(made["key"]) as client:
        yield client


def ended(client: httpx.Client, **body: Any) -> dict[str, Any]:
    """Start a run and wait for its end."""
    started = client.post(RUNS, json={"runtime": "python", **body})
    assert started.status_code == 202, started.text
    deadline = time.monotonic() + 120
    while True:
        found: dict[str, Any] = client.get(started.headers["Location"], params={"wait": 30}).json()
        if found["state"] == "finished":
            return found
        assert time.monotonic() < deadline, found


def test_the_sample_tests_of_a_program_are_tried(candidate: httpx.Client) -> None:
    run = ended(candidate, challenge="sum-of-two", files={"main.py": ADD})
    assert (run["verdict"], run["cause"]) == ("accepted", None)
    names = [test["name"] for stage in run["stages"] for test in stage["tests"]]
    samples = candidate.get("/api/v1/challenges/sum-of-two").json()["samples"]
    assert names == [sample["name"] for sample in samples]
    one = ended(candidate, challenge="sum-of-two", files={"main.py": "print(7)"}, tests=names[:1])
    [test] = one["stages"][0]["tests"]
    assert (one["verdict"], test["name"], test["evidence"]["output"]) == ("wrong_answer", names[0], "7\n")


def test_an_own_input_is_tried(candidate: httpx.Client) -> None:
    source = "import sys\nprint(sys.stdin.read()[::-1], sys.argv[1:])\nprint('why', file=sys.stderr)\nsys.exit(3)\n"
    body = {"challenge": "sum-of-two", "files": {"main.py": source}, "input": "abc", "args": ["-x", "é"]}
    run = ended(candidate, **body)
    assert (run["verdict"], run["cause"], run["stages"]) == (None, "nonzero_exit", [])
    own = run["own"]
    assert (own["stdout"], own["stderr"], own["exit_code"]) == ("cba ['-x', 'é']\n", "why\n", 3)
    assert own["wall_ms"] > 0
    assert own["memory_kib"] > 0


def test_the_sample_tests_of_a_service_are_tried_and_the_whole_list_is_recorded_by_a_submission(
    judge: JudgeServer, candidate: httpx.Client
) -> None:
    [solution] = (path for path in (LIMITER / "submissions" / "accepted").iterdir() if path.name.endswith("python"))
    files = {str(path.relative_to(solution)): path.read_text() for path in solution.rglob("*") if path.is_file()}
    run = ended(candidate, challenge="rate-limiter", files=files)
    assert run["verdict"] == "accepted", run
    tried = {test["group"] for stage in run["stages"] for test in stage["tests"]}
    assert tried == {"sample"}
    whole = judge.grade("rate-limiter", "python", files)
    assert whole["verdict"] == "accepted"
    assert {test["group"] for stage in whole["stages"] for test in stage["tests"]} > tried


def test_a_run_is_in_no_list_and_no_submission(judge: JudgeServer, candidate: httpx.Client) -> None:
    run = ended(candidate, challenge="sum-of-two", files={"main.py": ADD}, input="1 2\n")
    assert candidate.get("/api/v1/submissions").json()["submissions"] == []
    for client in (candidate, judge.client):
        assert client.get(f"/api/v1/submissions/{run['id']}").status_code == 404


def test_what_runs_is_cancelled_and_its_slot_is_free_long_before_the_programs_time_is_over(
    candidate: httpx.Client, judge: JudgeServer
) -> None:
    body = {"challenge": "slow", "runtime": "python", "files": {"main.py": SLEEP}}
    where = candidate.post("/api/v1/submissions", json=body).headers["Location"]
    waiting = candidate.post("/api/v1/submissions", json=body).json()
    while candidate.get(where).json()["state"] != "running":
        time.sleep(0.1)
    queue = candidate.get(f"/api/v1/submissions/{waiting['id']}").json()["queue"]
    assert (queue["position"], queue["reason"]) == (1, None)
    assert queue["estimate_s"] is not None
    for _ in range(2):  # what waits is gone at once
        gone = candidate.post(f"/api/v1/submissions/{waiting['id']}/cancel")
        assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
    assert candidate.post(f"{where}/cancel").json()["state"] == "cancelled"
    follower = judge.submit("slow", "python", {"main.py": ADD})
    record = judge.record(follower, within_s=60)
    assert (record["verdict"], record["attempt"]) == ("accepted", 1)
    assert candidate.get(where).json()["state"] == "cancelled"
