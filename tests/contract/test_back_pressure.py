"""With the workers off the queue fills up to its limit and no further; when they come back it is fair and in order."""

import base64
import os
import resource
import threading
import time
from pathlib import Path

import httpx
import pytest
import redis
from werkzeug.test import TestResponse

from judge.config import Settings
from judge.domain.access import SHARED, Role
from judge.service.keys import KeyCases, NewKey
from judge.store.store import open_store
from judge.wiring import build_api
from tests.api_server import ApiServer
from tests.contract.judge_side import Judge
from tests.redis_server import RedisServer
from tests.worker_process import WorkerProcess, until

pytestmark = pytest.mark.redis

MIB = 2**20
LIMIT = 40
TOTAL_KIB = 512
REFUSED = 240
SENDERS = 8
SETTINGS = {"JUDGE_QUEUE_LIMIT": str(LIMIT), "JUDGE_MAX_TOTAL_KIB": str(TOTAL_KIB), "JUDGE_QUOTA_FACTOR": "0"}


def largest() -> dict[str, object]:
    """As much as may be sent, and nothing that makes it smaller."""
    content = base64.b64encode(os.urandom(TOTAL_KIB * 1024 // 4 * 3 - 1024)).decode()
    return {"challenge": "sum-of-two", "runtime": "python", "files": {"main.py": content}}


def resident_mib(api: ApiServer) -> float:
    """Of gunicorn and its children together."""
    pages = 0
    children = Path(f"/proc/{api.pid}/task/{api.pid}/children").read_text().split()
    for pid in (api.pid, *children):
        pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def test_memory_stays_bounded_however_much_is_sent_and_what_is_refused_says_when_to_come_back(redis_url):
    with ApiServer(redis_url, **SETTINGS) as api, httpx.Client(base_url=api.url, timeout=60) as client:
        posted = [client.post("/api/v1/submissions", json=largest()).status_code for _ in range(LIMIT)]
        assert posted == [202] * LIMIT
        with redis.Redis.from_url(redis_url) as store:
            full = store.info("memory")["used_memory"] / MIB
            before = resident_mib(api)
            bodies = [largest() for _ in range(SENDERS)]
            answers: list[httpx.Response] = []

            def flood(body: dict[str, object]) -> None:
                with httpx.Client(base_url=api.url, timeout=60) as sender:
                    for _ in range(REFUSED // SENDERS):
                        answers.append(sender.post("/api/v1/submissions", json=body))

            senders = [threading.Thread(target=flood, args=(body,)) for body in bodies]
            for sender in senders:
                sender.start()
            for sender in senders:
                sender.join()
            after, used = resident_mib(api), store.info("memory")["used_memory"] / MIB
            assert store.zcard("judge:index:all") == LIMIT
        print(
            f"{LIMIT} waiting submissions of {TOTAL_KIB} KiB: Redis {full:.1f} MiB, after {REFUSED} refused ones"
            f" {used:.1f} MiB; the API {before:.0f} MiB before and {after:.0f} MiB after"
        )
        assert {(each.status_code, each.json()["code"]) for each in answers} == {(503, "queue_full")}
        waits = [int(each.headers["Retry-After"]) for each in answers]
        assert len(answers) == REFUSED
        assert all(1 <= wait <= 60 for wait in waits)
        assert len(set(waits)) > 1, "they do not all come back at once"
        assert full < LIMIT * TOTAL_KIB / 1024 * 1.2 + 10
        assert used < full + 10
        assert after < before + 64, "what was refused is not kept"


@pytest.fixture
def keys(redis_url, tmp_path):
    """A key for each of three people."""
    store = open_store(Judge(redis_url).settings)
    cases = KeyCases(store.keys, store.uses)
    made = {
        name: cases.make(NewKey(role=Role.CANDIDATE, organisation="acme", name=name, subject=name)).whole
        for name in ("ann", "bob", "cyd")
    }
    cases.make(NewKey(role=Role.ADMIN, organisation=SHARED, name="admin"))
    yield made
    store.close()


def test_after_a_pause_of_the_workers_the_order_is_kept_and_fair_and_who_was_refused_gets_through(
    redis_url, tmp_path, keys
):
    judge = Judge(redis_url)
    settings = Settings(redis_url=redis_url, queue_limit=LIMIT, quota_factor=0, receipt_key=tmp_path / "receipt.key")
    client = build_api(settings).test_client()

    def sent(who: str) -> TestResponse:
        body = {"challenge": "sum-of-two", "runtime": "python", "files": {"main.py": "1", "sleep_s": "0.05"}}
        return client.post("/api/v1/submissions", json=body, headers={"Authorization": f"Bearer {keys[who]}"})

    posted: dict[str, list[str]] = {}
    for who, count in (("ann", LIMIT - 15), ("bob", 10), ("cyd", 5)):
        posted[who] = [sent(who).json["id"] for _ in range(count)]
    answer = sent("bob")
    assert (answer.status_code, answer.json["code"]) == (503, "queue_full")
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1) as worker:
        until(lambda: judge.finished() > 0, what=worker.log)
        deadline = time.monotonic() + 120
        while answer.status_code == 503:
            assert time.monotonic() < deadline, "it never gets through"
            time.sleep(int(answer.headers["Retry-After"]))
            answer = sent("bob")
        assert answer.status_code == 202
        until(lambda: judge.finished() == LIMIT + 1, 60, worker.log)

    record = judge.store.submissions.get
    began = sorted((record(each).started_at, who, each) for who, ids in posted.items() for each in ids)
    for who, ids in posted.items():
        assert [each for _, whose, each in began if whose == who] == ids, "each one's in the order they were sent"
    for at in range(1, len(began) + 1):
        so_far = [who for _, who, _ in began[:at]]
        waiting = [who for who, ids in posted.items() if so_far.count(who) < len(ids)]
        counts = [so_far.count(who) for who in waiting]
        assert not counts or max(counts) - min(counts) <= 1, "who has many waiting goes before nobody who has few"


@pytest.mark.parametrize(("mib", "code"), [(12, "store_full"), (0, "unavailable")])
def test_a_redis_without_memory_or_disk_is_503_and_never_500(tmp_path, mib, code):
    with RedisServer(tmp_path, "--maxmemory", f"{mib}mb") as server, ApiServer(server.url, **SETTINGS) as api:
        if not mib:  # then it is the disk that is full
            room = server.written.stat().st_size + 2 * MIB
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        with httpx.Client(base_url=api.url, timeout=60) as client:
            answers = [client.post("/api/v1/submissions", json=largest()) for _ in range(LIMIT)]
            taken = [each.json()["id"] for each in answers if each.status_code == 202]
            refused = [each for each in answers if each.status_code != 202]
            assert taken
            assert {(each.status_code, each.json()["code"]) for each in refused} == {(503, code)}
            assert all(int(each.headers["Retry-After"]) > 0 for each in refused)
            assert {client.get(f"/api/v1/submissions/{each}").status_code for each in taken} == {200}
            assert len(client.get("/api/v1/submissions").json()["submissions"]) == len(taken)
