"""Challenge packages through a real gunicorn: large ones, too large ones, and others who are answered meanwhile."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from judge.archives.packing import make_archive
from judge.packages.version import content_hash
from tests.api_server import ApiServer
from tests.fakes.versions import known_package
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
V1 = "/api/v1/challenges"
LIMIT_KIB = 20 * 1024


@pytest.fixture(scope="module")
def client(shared_redis: RedisServer) -> Iterator[httpx.Client]:
    shared_redis.empty()
    with (
        ApiServer(shared_redis.url, JUDGE_MAX_PACKAGE_KIB=str(LIMIT_KIB)) as server,
        httpx.Client(base_url=server.url, timeout=120) as opened,
    ):
        yield opened


def of_size(mib: int) -> dict[str, bytes]:
    """A package of about so many MiB that cannot be packed smaller."""
    noise = random.Random(mib).randbytes
    return known_package(**{f"stages/cases/hidden/1{at}.{end}": noise(2**19) for at in range(mib) for end in TWO})


TWO = ("in", "ans")


def post(client: httpx.Client, archive: bytes, path: str = V1) -> httpx.Response:
    return client.post(path, files={"archive": ("package.tar.gz", archive)})


def test_a_large_package_is_kept_and_comes_back(client: httpx.Client) -> None:
    files = of_size(16)
    answer = post(client, make_archive(files))
    assert answer.status_code == 201, answer.text
    assert answer.json()["package"] == content_hash(files)
    package = client.get(f"{answer.headers['Location']}/package").content
    assert post(client, package).json()["number"] == answer.json()["number"]


def test_others_are_answered_while_a_large_package_is_read(client: httpx.Client) -> None:
    archive = make_archive(of_size(15))
    with ThreadPoolExecutor(1) as pool:
        upload = pool.submit(post, client, archive)
        answered = 0
        while not upload.done():
            assert client.get("/livez").status_code == 200
            answered += 1
    assert upload.result().status_code == 201
    assert answered > 10


@pytest.mark.parametrize("path", [V1, f"{V1}/check"])
def test_one_that_is_too_large_is_refused_before_it_is_read(client: httpx.Client, path: str) -> None:
    answer = post(client, b"\x1f\x8b" + bytes(LIMIT_KIB * 1024 + 100_000), path)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_one_that_comes_without_a_length_is_bounded_too(client: httpx.Client) -> None:
    def body() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="archive"; filename="a"\r\n\r\n'
        for _ in range(LIMIT_KIB // 1024 + 2):
            yield bytes(2**20)
        yield b"\r\n--x--\r\n"

    answer = client.post(V1, content=body(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code in (413, 422), answer.text
    assert answer.json()["code"] in ("body_too_large", "malformed_multipart", "invalid_archive")


def test_what_is_broken_inside_is_told_and_the_server_goes_on(client: httpx.Client) -> None:
    files = {"challenge.yaml": b"id: [", "statement.md": b""}
    answer = post(client, make_archive(files))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_package")
    assert client.get("/livez").status_code == 200
