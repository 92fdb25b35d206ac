"""A manager's challenge over HTTP, with real boxes: checked, published, replaced, reinstated; a worker killed."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from judge.archives.packing import make_archive
from tests.e2e.judge_server import JudgeServer
from tests.e2e.test_worker_killed import worker_pids

pytestmark = pytest.mark.docker
V1 = "/api/v1/challenges"
ADD = b"import sys\nprint(sum(map(int, sys.stdin.read().split())))\n"
SLOW_ADD = b"import sys, time\ntime.sleep(0.3)\nprint(sum(map(int, sys.stdin.read().split())))\n"
ONE = b"print(1)\n"
SUITE = b"import main\n\ndef test_two():\n    assert main.two() == 2\n\ndef test_more():\n    assert main.two() > 1\n"
WITH_TWO = b"def two():\n    return 2\n\n\nif __name__ == '__main__':\n    " + ADD.replace(b"\n", b"\n    ").rstrip()


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgeServer]:
    home = tmp_path_factory.mktemp("publishing") / "home"
    home.mkdir()
    with JudgeServer(home, JUDGE_SANDBOX="docker", JUDGE_LEASE_S="5", JUDGE_WARM="python") as server:
        yield server


def key(judge: JudgeServer, role: str, organisation: str = "acme") -> httpx.Client:
    answer = judge.client.post("/api/v1/keys", json={"role": role, "name": "test", "organisation": organisation})
    assert answer.status_code == 201, answer.text
    return judge.client_with(answer.json()["key"])


def package(challenge: str, known: Mapping[str, bytes], *, suite: bool = False, answer: int = 3) -> dict[str, bytes]:
    """Adds two numbers; ``answer`` is what the author believes 1 and 2 to be."""
    stages = "  - {name: cases, kind: stdio, points: 50, groups: [{name: hidden, points: 50}]}\n"
    if suite:
        stages += "  - {name: unit, kind: suite, points: 50, groups: [{name: hidden, points: 50}]}\n"
    files = {
        "challenge.yaml": (
            f"format: 1\nid: {challenge}\ntitle: Sum\nsummary: Add numbers\ndifficulty: easy\nskills: [testing]\n"
            f"runtimes: [python]\nlimits: {{cpu_s: 5}}\nstages:\n{stages}"
        ).encode(),
        "statement.md": b"Print the sum of the integers on standard input.\n",
        "stages/cases/hidden/1.in": b"1 2\n",
        "stages/cases/hidden/1.ans": b"%d\n" % answer,
        "stages/cases/hidden/2.in": b"2 2\n",
        "stages/cases/hidden/2.ans": b"4\n",
        **{f"submissions/{name}/main.py": text for name, text in known.items()},
    }
    return {**files, "stages/unit/hidden/test_two.py": SUITE} if suite else files


def upload(client: httpx.Client, files: Mapping[str, bytes]) -> str:
    """Where the version is, whose check has begun."""
    sent = {"archive": ("package.tar.gz", make_archive(files))}
    answer = client.post(V1, files=sent, data={"publish": "true"})
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "checking"
    return str(answer.headers["Location"])


def ended(client: httpx.Client, location: str, *, within_s: float = 120) -> dict[str, Any]:
    deadline = time.monotonic() + within_s
    while True:
        found: dict[str, Any] = client.get(location).json()
        if found["state"] != "checking":
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def test_from_an_upload_to_a_reinstated_version(judge: JudgeServer) -> None:
    manager, candidate, stranger = key(judge, "manager"), key(judge, "candidate"), key(judge, "candidate", "other")
    known = {"accepted/sum": WITH_TWO, "wrong_answer/one": ONE}
    location = upload(manager, package("acme-sum", known, suite=True))
    assert candidate.get(f"{V1}/acme-sum").status_code == 404
    first = ended(manager, location)
    assert (first["state"], first["number"]) == ("published", 1), first
    assert [(row["name"], row["ok"]) for row in first["check"]["known"]] == [("sum", True), ("one", True)]
    assert first["check"]["tests"] == [{"stage": "unit", "count": 2}]
    report = manager.get(first["check"]["known"][0]["second"]["url"]).json()
    assert report["verdict"] == "accepted"
    assert report["stages"][0]["tests"]

    assert candidate.get(f"{V1}/acme-sum").json()["version"] == 1
    assert stranger.get(f"{V1}/acme-sum").status_code == 404
    body = {"challenge": "acme-sum", "runtime": "python", "files": {"main.py": WITH_TWO.decode()}}
    sent = candidate.post("/api/v1/submissions", json=body)
    assert sent.status_code == 202, sent.text
    graded = candidate.get(f"/api/v1/submissions/{sent.json()['id']}", params={"wait": 60}).json()
    assert (graded["verdict"], graded["challenge_version"]) == ("accepted", 1)

    second = ended(manager, upload(manager, package("acme-sum", known, suite=True, answer=4)))
    assert (second["state"], second["number"]) == ("failed", 2)
    assert (
        second["problem"]
        .splitlines()[0]
        .startswith("submissions/accepted/sum got wrong_answer (wrong_output) in run 1, not accepted: cases: hidden/1:")
    )
    assert candidate.get(f"{V1}/acme-sum").json()["version"] == 1

    fixed = package("acme-sum", {**known, "runtime_error/raises": b"raise SystemExit(1)\n"}, suite=True)
    third = ended(manager, upload(manager, fixed))
    assert (third["state"], third["number"]) == ("published", 3), third
    assert candidate.get(f"{V1}/acme-sum").json()["version"] == 3
    versions = [(each["number"], each["state"]) for each in manager.get(f"{V1}/acme-sum/versions").json()["versions"]]
    assert versions == [(3, "published"), (2, "failed"), (1, "retired")]

    assert manager.post(f"{V1}/acme-sum/versions/1/reinstate").json()["state"] == "published"
    assert candidate.get(f"{V1}/acme-sum").json()["version"] == 1


def test_a_check_outlives_the_worker_that_carries_it(judge: JudgeServer) -> None:
    manager = key(judge, "manager")
    known = {f"accepted/slow-{number}": SLOW_ADD for number in range(6)} | {"wrong_answer/one": ONE}
    location = upload(manager, package("acme-slow", known))
    while not any(row["first"]["got"] for row in manager.get(location).json()["check"]["known"]):
        time.sleep(0.05)
    for pid in worker_pids(judge.home):
        os.kill(pid, signal.SIGKILL)
    assert manager.get(location).json()["state"] == "checking", "nobody was killed in the middle"
    found = ended(manager, location)
    assert (found["state"], found["problem"]) == ("published", None), found
    runs = [run for row in found["check"]["known"] for run in (row["first"], row["second"])]
    assert len({run["submission"] for run in runs}) == 14
    assert {run["tries"] for run in runs} == {1}
