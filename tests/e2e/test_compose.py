"""docker-compose.yml as a server would use it: two workers on the engine's socket, known submissions over HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from judge.config import CHECKOUT
from tests.receiver import receiving
from tests.worker_process import until

pytestmark = pytest.mark.docker

PROJECT = "judge-compose-test"
READY_WITHIN_S = 120
URL = "https://judge.example"
"""What stands in links: nobody asks it."""
PRIVATE = "172.16.0.0/12,192.168.0.0/16,10.0.0.0/8"
"""Networks of the engine's, in one of which this machine is the gateway."""


def _compose(*arguments: str, port: int = 0) -> str:
    command = ["docker-compose", "--project-name", PROJECT, *arguments]
    environment = {**os.environ, "JUDGE_PORT": str(port), "COMPOSE_HTTP_TIMEOUT": "300"}
    environment |= {"JUDGE_URL": URL, "JUDGE_WEBHOOK_ALLOW": PRIVATE}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _gateway() -> str:
    """This machine's address, as the containers see it."""
    network = json.loads(
        subprocess.run(["docker", "network", "inspect", f"{PROJECT}_default"], capture_output=True, check=True).stdout
    )
    return str(network[0]["IPAM"]["Config"][0]["Gateway"])


def _client(server: str, key: str) -> httpx.Client:
    return httpx.Client(base_url=server, headers={"Authorization": f"Bearer {key}"}, timeout=90, trust_env=False)


def _readiness(url: str) -> dict[str, object]:
    with suppress(httpx.TransportError):
        return dict(httpx.get(f"{url}/readyz", trust_env=False).json())
    return {}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a composed judge; everything of it, and nothing else, is removed at the end."""
    try:
        _compose("build")
        _compose("up", "--detach", "--scale", "worker=2")
        # Port 0 lets the engine choose; it tells which one it took.
        url = f"http://{_compose('port', 'api', '8080').strip()}"
        until(lambda: _readiness(url).get("workers") == 2, READY_WITHIN_S, "the workers did not appear")
        yield url
    finally:
        _compose("down", "--volumes", "--timeout", "30")


def test_two_workers_in_containers_offer_every_runtime(server: str) -> None:
    readiness = _readiness(server)

    assert readiness["ready"] is True
    assert readiness["runtimes"] == ["cpp", "go", "java", "node", "python"]


@pytest.fixture(scope="module")
def admin(server: str) -> Iterator[httpx.Client]:
    with _client(server, _compose("exec", "-T", "api", "cat", "/var/lib/judge/admin.key").strip()) as client:
        yield client


def _judged(client: httpx.Client) -> str:
    """The id of a finished submission."""
    body = {"challenge": "sum-of-two", "runtime": "python", "files": {"main.py": "print(0)"}}
    submission = client.post("/api/v1/submissions", json=body).json()["id"]
    assert client.get(f"/api/v1/submissions/{submission}", params={"wait": 60}).json()["state"] == "finished"
    return str(submission)


def test_keys_are_in_files_that_only_the_api_can_read(admin: httpx.Client) -> None:
    assert admin.get("/api/v1/me").status_code == 200
    listed = _compose(
        "exec",
        "-T",
        "api",
        "stat",
        "--format",
        "%n %a %U",
        "/var/lib/judge",
        *map("/var/lib/judge/{}.key".format, ("admin", "receipt")),
    )
    assert listed.splitlines() == [
        "/var/lib/judge 700 judge",
        "/var/lib/judge/admin.key 600 judge",
        "/var/lib/judge/receipt.key 600 judge",
    ]


def test_a_worker_in_a_container_tells_a_receiver_with_links_that_lead_to_the_proxy(
    server: str, admin: httpx.Client
) -> None:
    with receiving(address=_gateway()) as receiver:
        made = {
            role: admin.post("/api/v1/keys", json={"role": role, "organisation": "acme", "name": role}).json()["key"]
            for role in ("manager", "candidate")
        }
        with _client(server, made["manager"]) as manager, _client(server, made["candidate"]) as candidate:
            url = f"http://{_gateway()}:{receiver.port}/hook"
            receiver.secret = manager.post("/api/v1/webhooks", json={"url": url}).json()["secret"]
            submission = _judged(candidate)
            [told] = receiver.wait_for(1)
    assert told.verified
    assert told.body["data"]["links"]["submission"] == f"{URL}/api/v1/submissions/{submission}"


def test_a_receipt_says_who_signed_and_is_verified(server: str, admin: httpx.Client, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.jws"
    receipt.write_text(admin.get(f"/api/v1/submissions/{_judged(admin)}/receipt").text)
    command = [sys.executable, "-m", "judge.cli", "receipt", "verify", str(receipt), "--url", server, "--json"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["iss"] == URL


def test_sources_are_compared_in_the_workers_container(server: str) -> None:
    program = "import judge.similarity.compare as it; print(it.compare.__name__)"
    assert _compose("exec", "-T", "worker", "python", "-c", program).strip() == "compare"


def test_known_submissions_get_the_verdicts_of_their_folders(server: str, tmp_path: Path) -> None:
    key = tmp_path / "admin.key"
    key.write_text(_compose("exec", "-T", "api", "cat", "/var/lib/judge/admin.key"))
    command = [sys.executable, "-m", "judge.cli", "demo", "--url", server, "--key-file", str(key), "--limit", "8"]

    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 of 8 verdicts are as their authors filed them" in done.stdout


def test_nothing_is_answered_without_a_key(server: str) -> None:
    assert httpx.get(f"{server}/api/v1/challenges", trust_env=False).status_code == 401


def test_the_port_is_published_on_loopback_only(server: str) -> None:
    assert server.startswith("http://127.0.0.1:")


def test_redis_has_no_port_outside_its_network(server: str) -> None:
    running = _compose("ps", "-q", "redis").strip()

    ports = subprocess.run(["docker", "port", running], capture_output=True, text=True, check=True).stdout

    assert ports == ""
