"""A worker of this version and one of the next on one queue: each grades and reads what the other left."""

from dataclasses import replace

import pytest
import redis

from judge.domain.verdict import Verdict
from judge.service.ports import Query
from tests.contract.judge_side import Judge
from tests.contract.test_store_shelves import key
from tests.next_version import ask_next_version, write_next_version
from tests.worker_process import WorkerProcess, until

pytestmark = pytest.mark.redis

EACH = 15
SUBMIT = """
orders = [json.loads(each) for each in sys.argv[2:]]
print(json.dumps([judge.submit(**each).id for each in orders]))
"""
READ = """
from judge.domain.events import StateChanged
records = [judge.store.submissions.get(each) for each in sys.argv[2:]]
judge.assert_each_has_one_report(records)
reports = judge.store.submissions.reports([each.id for each in records])
print(json.dumps([[each.weight, report.tally] for each, report in zip(records, reports)]))
"""
LIVE = "print(json.dumps([each.version for each in judge.store.workers.live()]))"
ADD_KEY = """
from dataclasses import replace
from tests.contract.test_store_shelves import key
judge.store.keys.add(replace(key("theirs"), colour="red"))
print("true")
"""
READ_KEYS = "print(json.dumps([judge.store.keys.get(each).colour for each in ('theirs', 'ours')]))"


@pytest.fixture(scope="module")
def next_version(tmp_path_factory):
    folder = tmp_path_factory.mktemp("next")
    write_next_version(folder)
    return folder


def test_both_grade_and_read_what_is_of_the_other(redis_url, tmp_path, next_version):
    judge = Judge(redis_url)
    ours = WorkerProcess(redis_url, tmp_path / "ours", lease_s=3, concurrency=1)
    theirs = WorkerProcess(redis_url, tmp_path / "theirs", lease_s=3, concurrency=1, root=next_version)

    def logs() -> str:
        return ours.log() + theirs.log()

    with ours, theirs:
        until(lambda: len(judge.store.workers.live()) == 2, what=logs)
        pids = {each: str(each.pid) for each in (ours, theirs)}
        orders = ['{"sleep_s": 0.1, "emits": 2}'] * (EACH - 3) + ['{"fail": 2}', '{"fail": 1}']
        by_them = ask_next_version(next_version, redis_url, SUBMIT, *orders)
        by_us = [judge.submit(sleep_s=0.1, emits=2).id for _ in range(EACH - 3)]
        by_us += [judge.submit(fail=times).id for times in (2, 1)]
        # Last, because whose child was killed is away for seconds, and the other would grade all that is left.
        by_them += ask_next_version(next_version, redis_url, SUBMIT, '{"kill": 1}')
        by_us.append(judge.submit(kill=1).id)
        until(lambda: judge.finished() == 2 * EACH, 60, logs)
        versions = ask_next_version(next_version, redis_url, LIVE)
    assert sorted(versions) == ["", "next"]

    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        graded = {each: client.hget(f"judge:submission:{each}", "worker").split(":")[1] for each in by_us + by_them}
    for worker, pid in pids.items():
        for whose in (by_us, by_them):
            assert pid in {graded[each] for each in whose}, f"{worker.log()}\nit graded none of them"

    records = [judge.store.submissions.get(each) for each in by_us + by_them]
    judge.assert_each_has_one_report(records)
    assert len(judge.store.submissions.list(Query(verdict=Verdict.ACCEPTED)).submissions) == 2 * EACH
    seen = ask_next_version(next_version, redis_url, READ, *by_us, *by_them)
    assert [weight for weight, _ in seen] == [""] * EACH + ["heavy"] * EACH
    assert {tally for _, tally in seen} == {0.0, 0.5}
    assert ask_next_version(next_version, redis_url, ADD_KEY)
    judge.store.keys.update("theirs", lambda it: replace(it, name="renamed"))
    judge.store.keys.add(key("ours"))
    assert ask_next_version(next_version, redis_url, READ_KEYS) == ["red", "blue"]
    assert judge.store.keys.get("theirs").name == "renamed"
