"""Keys against a whole judge: one that ends while its submission runs, and what the logs say of all of it."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.judge_server import JudgeServer

pytestmark = pytest.mark.docker

MARK = "a-word-of-the-candidates-own-4711"
SLOW = f"import time\n# {MARK}\ntime.sleep(2)\nfor line in open(0):\n    print(sum(map(int, line.split())))\n"
BROKEN = f"raise SystemExit('{MARK}')\n"


@pytest.fixture
def candidate(judge: JudgeServer) -> Iterator[tuple[str, httpx.Client]]:
    """The id of a new key, and a client that has it."""
    made = judge.client.post("/api/v1/keys", json={"role": "candidate", "name": "ann", "organisation": "acme"}).json()
    with judge.client_with(made["key"]) as client:
        yield made["id"], client


def submit(client: httpx.Client, source: str) -> str:
    body = {"challenge": "walls", "runtime": "python", "files": {"main.py": source}}
    answer = client.post("/api/v1/submissions", json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_a_key_revoked_while_its_submission_runs_opens_nothing_more_and_the_verdict_stands(
    judge: JudgeServer, candidate: tuple[str, httpx.Client]
) -> None:
    key_id, client = candidate
    submission = submit(client, SLOW)
    heard: list[httpx.Response] = []
    waiter = threading.Thread(
        target=lambda: heard.append(client.get(f"/api/v1/submissions/{submission}", params={"wait": 60}))
    )
    waiter.start()
    while judge.client.get(f"/api/v1/submissions/{submission}").json()["state"] == "queued":
        time.sleep(0.05)
    assert judge.client.post(f"/api/v1/keys/{key_id}/revoke").status_code == 200

    for path in (f"/api/v1/submissions/{submission}", "/api/v1/me", "/api/v1/challenges"):
        refused = client.get(path)
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated"), path
    assert client.post("/api/v1/submissions", json={}).status_code == 401
    waiter.join(70)
    assert (heard[0].status_code, heard[0].json()["verdict"]) == (200, "accepted")
    assert judge.record(submission)["verdict"] == "accepted"


def test_logs_hold_neither_code_nor_keys_nor_answers(judge: JudgeServer, candidate: tuple[str, httpx.Client]) -> None:
    _, client = candidate
    key = client.headers["Authorization"].split()[1]
    for source in (SLOW, BROKEN, f"{MARK} is no Python"):
        judge.record(submit(client, source))
    client.post(
        "/api/v1/submissions", json={"challenge": "walls", "runtime": "python", "files": {MARK: MARK, "/": MARK}}
    )
    client.post("/api/v1/submissions", content=MARK.encode(), headers={"Content-Type": "application/json"})
    client.get(f"/api/v1/submissions/{MARK}")
    with judge.client_with(f"judge_aaaaaaaaaa_{MARK}") as stranger:
        assert stranger.get("/api/v1/me").status_code == 401

    logs = {path.name: path.read_text("utf-8", "replace") for path in (judge.home / "log").glob("*.log")}
    assert {"api.log", "worker.log", "redis.log"} <= set(logs)
    assert "graded" in logs["worker.log"] or "submission" in logs["worker.log"]
    for name, text in logs.items():
        for secret in (MARK, key, judge.key):
            assert secret not in text, name
