"""Every call of our own OpenAPI document, with requests that fit it and many that do not, as every role: no answer may
be one of a 5xx, or one that the document does not have.

The server, its store and its queue are real. The worker grades nothing and finishes everything at once, so that waits
and streams end by themselves. Examples are the same in every run.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from judge.domain.access import Role
from tests.api_server import ApiServer
from tests.worker_process import WorkerProcess, until

pytestmark = pytest.mark.redis

PHASES = "examples,coverage,fuzzing,stateful"
EXAMPLES = 8
"""For each call and each phase that makes them up; the phase ``coverage`` has some dozens of its own for each call."""
WITHIN_S = 300
METHODS = ("get", "post", "put", "patch", "delete")

CONFIG = """
# What fits the document may still be wrong: a challenge that is not there, a time that is over. That is a 422.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "410", "422", "429"]

# What does not fit may be too long to be read at all.
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "413", "414", "415", "422", "429", "431"]

# The keys in use have to live on.
[[operations]]
include-path = "/api/v1/keys/{{key_id}}/revoke"
parameters = {{ "path.key_id" = "{victim}" }}
"""


@dataclass(frozen=True)
class Target:
    url: str
    keys: dict[Role, str]
    victim: str
    """The id of a key that may be revoked."""


@pytest.fixture(scope="module")
def target(shared_redis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    shared_redis.empty()
    folder = tmp_path_factory.mktemp("fuzzed")
    settings = {"JUDGE_QUOTA_FACTOR": "0", "JUDGE_QUEUE_LIMIT": "1000000"}
    worker = WorkerProcess(shared_redis.url, folder / "worker.log", runtimes="python,node,java,go,cpp")
    with worker, ApiServer(shared_redis.url, **settings) as server:
        with httpx.Client(base_url=server.url) as client:

            def make(role: Role) -> dict[str, str]:
                new = {"role": role, "name": "fuzz", "organisation": None if role is Role.ADMIN else "acme"}
                made: dict[str, str] = client.post("/api/v1/keys", json=new).raise_for_status().json()
                client.headers.setdefault("Authorization", f"Bearer {made['key']}")
                return made

            keys = {role: make(role)["key"] for role in (Role.ADMIN, *Role)}
            victim = make(Role.CI)["id"]
            until(lambda: client.get("/readyz").is_success, what="no worker came up")
        yield Target(server.url, keys, victim)


@pytest.mark.parametrize("role", Role)
def test_no_request_gets_an_answer_that_is_not_documented(target: Target, role: Role, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG.format(victim=target.victim))
    auth = f"Authorization: Bearer {target.keys[role]}"
    # From a file: the call that the document is loaded from would be left out.
    document = httpx.get(f"{target.url}/openapi.json")
    (tmp_path / "document.json").write_bytes(document.content)
    ran = subprocess.run(
        (
            *(sys.executable, "-m", "schemathesis.cli", "run", "document.json", "--url", target.url, "-H", auth),
            *("--checks", "all", "--phases", PHASES, "-n", str(EXAMPLES), "--generation-deterministic"),
            *("--request-timeout", "20", "--continue-on-failure", "--no-color", "--warnings", "off"),
        ),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    with httpx.Client(base_url=target.url, headers={"Authorization": f"Bearer {target.keys[role]}"}) as client:
        assert client.get("/api/v1/me").json()["role"] == role
    paths = document.json()["paths"]
    operations = sum(method in METHODS for item in paths.values() for method in item)
    assert f"Tested: {operations}\n" in ran.stdout
