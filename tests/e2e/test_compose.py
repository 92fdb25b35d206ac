"""docker-compose.yml as a server would use it: two workers on the engine's socket, known submissions over HTTP."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from judge.config import CHECKOUT
from tests.worker_process import until

pytestmark = pytest.mark.docker

PROJECT = "judge-compose-test"
READY_WITHIN_S = 120


def _compose(*arguments: str, port: int = 0) -> str:
    command = ["docker-compose", "--project-name", PROJECT, *arguments]
    environment = {**os.environ, "JUDGE_PORT": str(port), "COMPOSE_HTTP_TIMEOUT": "300"}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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
