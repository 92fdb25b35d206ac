"""Redis's append-only file is cut off at a random byte: the judge comes back by itself, with all that was synced."""

import random
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import redis

from judge.cli.parts import CannotServe, Parts
from judge.cli.redis import embedded_redis
from judge.config import Settings
from judge.domain.errors import NotFound
from judge.store.store import open_store
from tests.api_server import ApiServer
from tests.contract.append_only import commands, halves, transactions
from tests.contract.samples import new
from tests.redis_server import RedisServer
from tests.worker_process import WorkerProcess, until

pytestmark = pytest.mark.redis

SEED = 5
CUTS = 6
SYNCED, AFTER = 30, 60
BACK_S = 60


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    with RedisServer(folder, "--aof-load-truncated", "yes", "--appendfsync", "always") as running:
        yield running


def post(api: ApiServer, number: int) -> str:
    files = {"main.py": f"print({number})", "sleep_s": "0.02", "emits": "2"}
    body = {"challenge": "sum-of-two", "runtime": "python", "files": files}
    answer = httpx.post(f"{api.url}/api/v1/submissions", json=body, timeout=30)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def cut_points(data: bytes, synced: int) -> list[int]:
    """Places to cut at, seeded: half of them in the middle of a transaction."""
    chance = random.Random(SEED)
    inside = [each for each in transactions(list(commands(data))) if each[0].begins >= synced]
    chosen = [chance.randrange(each[1].begins, each[-1].ends - 1) for each in chance.sample(inside, CUTS // 2)]
    return chosen + [chance.randrange(synced, len(data)) for _ in range(CUTS - len(chosen))]


def test_all_that_was_synced_is_there_after_a_cut_at_any_byte_and_nothing_is_half_there(server, tmp_path):
    worker = WorkerProcess(server.url, tmp_path / "log", lease_s=1)
    folder = server.written.parent
    with ApiServer(server.url, JUDGE_QUOTA_FACTOR="0") as api:
        with worker, redis.Redis.from_url(server.url) as client:
            kept = [post(api, number) for number in range(SYNCED)]
            synced = server.written.stat().st_size  # each answer was given after its fsync
            client.config_set("appendfsync", "everysec")
            later = [post(api, number) for number in range(AFTER)]
            until(lambda: client.zcard("judge:index:state:finished") > SYNCED // 2, what=worker.log)
            server.kill()
            worker.kill()
        data = server.written.read_bytes()
        shutil.copytree(folder, tmp_path / "copy")
        for number, at in enumerate(cut_points(data, synced)):
            server.kill()
            shutil.rmtree(folder)
            shutil.copytree(tmp_path / "copy", folder)
            server.written.write_bytes(data[:at])
            if number == 0:  # for once the worker is there all the time
                worker.start()
            server.start()
            if number != 0:
                worker.start()
            check_after_cut(server, api, worker, kept, later)
            worker.kill()


def check_after_cut(server: RedisServer, api: ApiServer, worker: WorkerProcess, kept: list[str], later: list[str]):
    with redis.Redis.from_url(server.url) as client:
        assert halves(client) == []
        there = {each.removeprefix(b"judge:submission:").decode() for each in client.keys("judge:submission:*")}
        assert there >= set(kept)
        assert there <= {*kept, *later}
        until(lambda: client.zcard("judge:index:state:finished") == len(there), BACK_S, worker.log)
        assert halves(client) == []
    with httpx.Client(base_url=api.url, timeout=30) as asking:
        for submission in (*kept, *later):
            answer = asking.get(f"/api/v1/submissions/{submission}")
            assert answer.status_code == (200 if submission in there else 404)
            if submission in there:
                assert (answer.json()["verdict"], answer.json()["trouble"][3:]) == ("accepted", [])
                events = asking.get(f"/api/v1/submissions/{submission}/events").text
                assert events.count('"finished"') == 1
        new = post(api, 0)
        answer = asking.get(f"/api/v1/submissions/{new}", params={"wait": 30}).json()
        assert answer["verdict"] == "accepted", worker.log()


def test_what_one_script_writes_is_one_transaction_in_the_file(server, tmp_path):
    with ApiServer(server.url) as api, WorkerProcess(server.url, tmp_path / "log") as worker:
        submission = post(api, 1)
        answer = httpx.get(f"{api.url}/api/v1/submissions/{submission}", params={"wait": 30}, timeout=60)
        assert answer.json()["verdict"] == "accepted", worker.log()
    found = list(commands(server.written.read_bytes()))
    within = {command for each in transactions(found) for command in each}
    key = f"judge:submission:{submission}".encode()
    writes = [each for each in found if key in each.words]
    assert len(writes) >= 3
    assert [each.words[:2] for each in writes if each not in within] == []


def test_a_file_damaged_before_its_end_is_told_with_what_to_do_and_repaired_by_that(tmp_path):
    with (tmp_path / "lock").open("w") as lock:
        with embedded(tmp_path, lock.fileno()) as (client, store):
            kept = [store.submissions.create(new()).submission.id for _ in range(3)]
            lost = store.submissions.create(new()).submission.id
        (written,) = (tmp_path / "redis" / "appendonlydir").glob("*.incr.aof")
        data = bytearray(written.read_bytes())
        last = [each for each in commands(bytes(data)) if each.words[0] == b"MULTI"][-1]
        data[last.begins] ^= 0x01
        written.write_bytes(data)

        with pytest.raises(CannotServe) as told, embedded(tmp_path, lock.fileno()):
            pass
        command = next(line for line in str(told.value).splitlines() if line.startswith("  redis-check-aof --fix"))
        subprocess.run(command.split(), input=b"y\n", check=True, capture_output=True)

        with embedded(tmp_path, lock.fileno()) as (client, store):
            assert [store.submissions.get(each).id for each in kept] == kept
            with pytest.raises(NotFound):
                store.submissions.get(lost)
            assert halves(client) == []


@contextmanager
def embedded(home: Path, lock: int):
    """The Redis of ``judge up``. Raises CannotServe, as that does."""
    made = embedded_redis(home, lock)
    with Parts(home / "log") as parts, redis.Redis.from_url(made.url) as client:
        parts.start(made.part)

        def answers() -> bool:
            parts.require_alive()
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

        until(answers)
        store = open_store(Settings(redis_url=made.url))
        yield client, store
        store.close()


def test_both_ways_to_run_it_keep_data_the_same_way():
    root = Path(__file__).parents[2]
    for line in ("appendonly yes", "appendfsync everysec", "aof-load-truncated yes", "maxmemory-policy noeviction"):
        assert f"{line}\n" in (root / "judge/cli/redis.py").read_text()
        option, _, value = line.partition(" ")
        assert f'"--{option}", "{value}"' in (root / "containers/redis/Dockerfile").read_text()
