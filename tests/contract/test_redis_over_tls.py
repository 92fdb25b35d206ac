"""A Redis that speaks TLS: the URL says whom to trust, to the store, to Celery's broker and to a worker alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judge.config import Settings
from judge.domain.errors import Unavailable
from judge.domain.submission import State
from judge.queue import open_dispatch
from judge.store.store import open_store
from tests.certificates import Authority
from tests.contract.samples import new
from tests.contract.test_queue import SUBMISSION
from tests.redis_server import RedisServer, free_port
from tests.worker_process import WorkerProcess, until

pytestmark = pytest.mark.redis


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def address(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``rediss://…`` of a server whose certificate is for ``localhost``."""
    authority.server("localhost")
    port, pem = str(free_port()), str(authority.file().parent / "localhost.pem")
    options = ("--tls-port", port, "--tls-cert-file", pem, "--tls-key-file", pem, "--tls-auth-clients", "no")
    options += ("--tls-ca-cert-file", str(authority.file()))
    with RedisServer(tmp_path_factory.mktemp("redis"), *options):
        yield f"rediss://localhost:{port}/0"


def test_a_submission_is_graded(authority: Authority, address: str, tmp_path: Path) -> None:
    url = f"{address}?ssl_ca_certs={authority.file()}"
    store, dispatch = open_store(Settings(redis_url=url)), open_dispatch(Settings(redis_url=url))
    record = store.submissions.create(new()).submission
    dispatch.send(record)
    with WorkerProcess(url, tmp_path / "log", concurrency=1) as worker:
        until(lambda: store.submissions.get(record.id).state is State.FINISHED, what=worker.log())
    dispatch.close()
    store.close()


TRIES: list[Callable[[Settings], object]] = [
    lambda settings: open_store(settings).submissions.counts(),
    lambda settings: open_dispatch(settings).send(SUBMISSION),
]


@pytest.mark.parametrize("tries", TRIES, ids=["store", "broker"])
def test_a_server_that_nobody_vouches_for_is_not_believed(address: str, tries: Callable[[Settings], object]) -> None:
    url = address.removesuffix("0") + "1"  # kombu would give it the connection of a test before, for the same database
    with pytest.raises(Unavailable, match="self-signed certificate in certificate chain"):
        tries(Settings(redis_url=url))


@pytest.mark.parametrize("tries", TRIES, ids=["store", "broker"])
def test_nor_is_one_of_another_name(authority: Authority, address: str, tries: Callable[[Settings], object]) -> None:
    url = f"{address}?ssl_ca_certs={authority.file()}".replace("localhost", "127.0.0.1", 1)
    with pytest.raises(Unavailable, match=r"not valid for '127\.0\.0\.1'"):
        tries(Settings(redis_url=url))
