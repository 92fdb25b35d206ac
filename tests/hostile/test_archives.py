"""Archives that attack whoever unpacks them, posted to a real API: refused by name, at once, and nothing is kept."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import redis

from judge.config import Settings
from judge.store.store import open_store
from tests.api_server import ApiServer
from tests.hostile.archives import ARCHIVES, Archive
from tests.hostile.programs import CHALLENGES
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis

SUBMISSIONS, PACKAGES = "/api/v1/submissions", "/api/v1/challenges"
GROWTH_KIB = 64 * 1024
"""The largest body is 8 MiB, and there are some copies of it on its way through the server."""
PACKAGE_GROWTH_KIB = 128 * 1024
PATIENCE_S = 10
"""Each takes some milliseconds. What it once took, or a reader of the standard library takes, is far beyond this."""


class Target:
    """The API, its store, and what both are like from outside."""

    def __init__(self, server: ApiServer, client: httpx.Client, redis_url: str) -> None:
        self.client = client
        self.store = open_store(Settings(redis_url=redis_url))
        self._redis = redis.Redis.from_url(redis_url)
        self._processes = [Path(f"/proc/{pid}") for pid in server.processes()]

    def kept(self) -> set[bytes]:
        """Everything that is stored, but for the log of who tried what."""
        return set(self._redis.keys()) - {b"judge:audit"}

    @contextmanager
    def bounded(self, most_kib: int) -> Iterator[None]:
        """What happens meanwhile takes neither long nor much memory at any moment."""
        for process in self._processes:
            (process / "clear_refs").write_text("5")  # the peak begins anew
        before, started = self._peak_kib(), time.monotonic()
        yield
        assert time.monotonic() - started < PATIENCE_S
        assert self._peak_kib() - before < most_kib

    def _peak_kib(self) -> int:
        lines = [line for each in self._processes for line in (each / "status").read_text().splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


@pytest.fixture(scope="module")
def target(shared_redis: RedisServer) -> Iterator[Target]:
    shared_redis.empty()
    with (
        ApiServer(shared_redis.url, JUDGE_CHALLENGES=str(CHALLENGES)) as server,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        assert client.get("/api/v1/challenges/walls").status_code == 200
        target = Target(server, client, shared_redis.url)
        yield target
        target.store.close()


def post(target: Target, path: str, archive: bytes) -> httpx.Response:
    fields = {"challenge": "walls", "runtime": "python"} if path == SUBMISSIONS else {}
    return target.client.post(path, data=fields, files={"archive": ("solution", archive)})


@pytest.mark.parametrize("archive", ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_is_refused_by_what_is_wrong_with_it_or_harmless(target: Target, archive: Archive) -> None:
    data, before = archive.make(), target.kept()
    with target.bounded(GROWTH_KIB):
        answer = post(target, SUBMISSIONS, data)
    if not archive.says:
        assert answer.status_code == 202, answer.text
        assert target.store.submissions.files(answer.json()["id"]) == archive.files
        return
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["code"] in ("invalid_archive", "invalid_files")
    assert any(archive.says in error["message"] for error in problem["errors"]), problem["errors"]
    assert target.kept() == before


@pytest.mark.parametrize("archive", ARCHIVES.values(), ids=ARCHIVES)
def test_a_package_is_read_with_the_same_care(target: Target, archive: Archive) -> None:
    """None of them is a package; what is harmless as an archive is told what else it lacks."""
    data, before = archive.make(), target.kept()
    with target.bounded(PACKAGE_GROWTH_KIB):
        answer = post(target, PACKAGES, data)
    assert answer.status_code in (413, 422), answer.text
    assert answer.json()["code"] in ("invalid_archive", "invalid_package", "body_too_large")
    assert answer.json().get("errors", True)
    assert target.kept() == before
