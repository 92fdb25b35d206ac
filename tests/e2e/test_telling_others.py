"""A whole judge tells a real receiver what a submission got, and signs a receipt that is verified without it."""

import json
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from judge.config import CHECKOUT
from tests.e2e.judge_server import JudgeServer
from tests.e2e.packages import ADD
from tests.receiver import receiving, status

pytestmark = pytest.mark.docker


def client_of(judge: JudgeServer, role: str) -> httpx.Client:
    made = judge.client.post("/api/v1/keys", json={"role": role, "organisation": "telling", "name": role})
    return judge.client_with(made.json()["key"])


def submit(client: httpx.Client, code: str = ADD) -> str:
    body = {"challenge": "walls", "runtime": "python", "files": {"main.py": code}}
    record = client.post("/api/v1/submissions", json=body).json()
    assert client.get(f"/api/v1/submissions/{record['id']}", params={"wait": 60}).json()["state"] == "finished"
    return str(record["id"])


def cli(judge: JudgeServer, key: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"JUDGE_API_URL": str(judge.client.base_url), "JUDGE_API_KEY": key, "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "judge.cli", "receipt", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False, capture_output=True, text=True)


def test_a_receiver_is_told_with_a_valid_signature_and_again_after_it_failed(judge: JudgeServer) -> None:
    with receiving() as receiver, client_of(judge, "manager") as manager, client_of(judge, "candidate") as ann:
        made = manager.post("/api/v1/webhooks", json={"url": receiver.url}).json()
        receiver.secret = made["secret"]
        receiver.answers = [status(500)]
        submission = submit(ann)
        first, second = receiver.wait_for(2)
        assert first.verified
        assert second.verified
        assert first.id == second.id
        data = second.body["data"]
        assert (data["id"], data["verdict"], data["score"]) == (submission, "accepted", 100.0)
        where = f"/api/v1/webhooks/{made['id']}"
        deadline = time.monotonic() + 30
        while (log := manager.get(f"{where}/deliveries").json()["deliveries"])[0]["state"] != "delivered":
            assert time.monotonic() < deadline, log
            time.sleep(0.1)
        assert [each["status"] for each in log[0]["attempts"]] == [500, 200]
        assert manager.post(f"{where}/test").status_code == 202
        assert receiver.wait_for(3)[2].body["type"] == "ping"
        assert manager.post(f"{where}/deliveries/{log[0]['id']}/resend").status_code == 202
        assert receiver.wait_for(4)[3].id == first.id
        assert made["secret"] not in (judge.home / "log" / "worker.log").read_text()
        assert manager.delete(where).status_code == 200


def test_a_receipt_is_got_and_verified_without_the_judge(judge: JudgeServer, tmp_path: Path) -> None:
    assert stat.S_IMODE((judge.home / "receipt.key").stat().st_mode) == 0o600
    with client_of(judge, "candidate") as ann:
        key = ann.headers["Authorization"].removeprefix("Bearer ")
        submission = submit(ann)
    receipt, keys = tmp_path / "r.jws", tmp_path / "keys.json"
    (tmp_path / "main.py").write_text(ADD)
    assert cli(judge, key, "get", submission, "--out", str(receipt)).returncode == 0
    assert cli(judge, key, "keys", "--out", str(keys)).returncode == 0
    offline = ["verify", str(receipt), "--keys", str(keys), "--files", str(tmp_path), "--json"]
    done = cli(judge, "", *offline)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["submission"]["id"], said["result"]["verdict"]) == (submission, "accepted")
    assert said["sandbox"]["image"]
    assert cli(judge, "", "verify", str(receipt), "--url", str(judge.client.base_url)).returncode == 0
    (tmp_path / "main.py").write_text(ADD + "\n")
    assert cli(judge, "", *offline).returncode == 1
    assert cli(judge, key, "get", "01K0000000000000000000NONE").returncode == 2
