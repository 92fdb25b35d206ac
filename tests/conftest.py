"""Fixtures for everybody: a private Redis server. A missing ``redis-server`` is an error, not a skip."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from judge import logs
from judge.config import Settings
from judge.store.store import Store, open_store
from tests.fakes.store import FakeStore
from tests.redis_server import RedisServer

logs.configure("debug")
"""As the programs do: without it structlog draws the frames of every failure that is logged."""

settings.register_profile("check", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("hostile", max_examples=500, deadline=None, print_blob=True)
settings.load_profile("check")
"""``--hypothesis-profile=hostile`` looks longer, and elsewhere each time."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="hostile tests: everything on gVisor too, where all is slow")


@pytest.fixture(scope="session")
def shared_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for all tests that only need a clean one."""
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_url(shared_redis: RedisServer) -> str:
    """The address of an empty Redis server with append-only persistence."""
    shared_redis.empty()
    return shared_redis.url


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis server of the test's own, which it may stop and start."""
    folder = tmp_path / "redis"
    folder.mkdir()
    with RedisServer(folder) as server:
        yield server


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def any_store(request: pytest.FixtureRequest) -> Iterator[FakeStore | Store]:
    """The store in memory and the one in Redis: a test that asks for this one is the contract of both.

    Both hold at most 5 waiting submissions and try each 3 times.
    """
    if request.param == "memory":
        yield FakeStore(queue_limit=5, max_attempts=3)
        return
    settings = Settings(redis_url=request.getfixturevalue("redis_url"), queue_limit=5, max_attempts=3)
    store = open_store(settings)
    yield store
    store.close()
