"""A service that makes its database, or the tests themselves, run out of room has failed, and gets no attempt back."""

import os
from collections.abc import Iterator

import pytest

from tests.hostile.test_services_that_cheat import _HONEST, outcome
from tests.service_grading import ServiceJudge, service_judge

pytestmark = pytest.mark.docker

_DATABASE = "{ready: {tcp: true, within_s: 30}, sidecars: {db: {type: postgres}}}"
_CACHE = "{ready: {tcp: true, within_s: 30}, sidecars: {cache: {type: redis}}}"
_LARGE = "{ready: {tcp: true, within_s: 8}, response_kib: 1024, request_timeout_s: 10, test_timeout_s: 30}"

_FILLS_THE_DATABASE = """
import psycopg
def fill(size):
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
            db.execute("create table if not exists t (x bytea)")
            db.execute("alter table t alter x set storage external")
            while True: db.execute("insert into t values (%s)", (os.urandom(size),))
    except psycopg.Error as error: print(error, flush=True)
for size in (1 << 22, 1 << 16, 1 << 13, 1000, 10): fill(size)
serve()
"""

_FILLS_THE_CACHE = """
import redis
cache = redis.Redis.from_url(os.environ["REDIS_URL"])
try:
    for number in range(4000): cache.set(f"k{number}", os.urandom(1 << 18))
except redis.RedisError as error: print(error, flush=True)
serve()
"""

_ANSWERS_A_LOT = """
class Large(Handler):
    def do_GET(self):
        body = b"[" + b"{}," * 300000 + b"{}]"
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
        self.wfile.write(body)
Handler = Large
serve()
"""

_KEEPS_EVERYTHING = """
def test_it(service):
    pages = [service.client.get(f"/{number}").json() for number in range(60)]
    assert pages == []
"""


@pytest.fixture(scope="module")
def judge() -> Iterator[ServiceJudge]:
    with service_judge(f"fills-{os.getpid()}") as opened:
        yield opened


@pytest.mark.parametrize("way", ["db.restart()", "db.kill(); db.start()"])
def test_a_database_without_room_that_does_not_start_again(judge: ServiceJudge, way: str) -> None:
    test = f'def test_it(service, db):\n    {way}\n    assert service.client.get("/").text == "no"\n'
    report = judge.grade({"test_it.py": test}, _HONEST + _FILLS_THE_DATABASE, service=_DATABASE)
    assert outcome(report) in {("runtime_error", "disk_full"), ("wrong_answer", "tests_failed")}, report.stages[0]


def test_a_cache_without_room_that_does_not_start_again(judge: ServiceJudge) -> None:
    test = 'def test_it(service, cache):\n    cache.restart()\n    assert service.client.get("/").text == "no"\n'
    report = judge.grade({"test_it.py": test}, _HONEST + _FILLS_THE_CACHE, service=_CACHE)
    assert report.verdict in ("runtime_error", "memory_limit_exceeded", "wrong_answer"), report.stages[0]


def test_answers_that_are_too_large_to_keep(judge: ServiceJudge) -> None:
    report = judge.grade({"test_it.py": _KEEPS_EVERYTHING}, _HONEST + _ANSWERS_A_LOT, service=_LARGE)
    assert outcome(report) == ("output_limit_exceeded", "response_too_large"), report.stages[0]
