"""Submissions that make grading fail every time, among others, with a real worker: they end, and hold up nobody."""

import base64
import json
from itertools import pairwise

import pytest
import redis

from judge.domain.submission import State
from judge.domain.verdict import Verdict
from judge.service.ports import Query
from tests.contract.judge_side import Judge
from tests.worker_process import WorkerProcess, until

pytestmark = pytest.mark.redis

WAYS = ("kill", "fault", "fail", "garble", "spoilt")
POISONED = 10
HONEST = 80
WITHIN_S = 60


def test_ten_poisoned_submissions_are_set_aside_and_hold_up_nobody(redis_url, tmp_path):
    judge = Judge(redis_url)
    poisoned, honest = [], []
    for number in range(HONEST):
        if number % (HONEST // POISONED) == 4:
            way = WAYS[len(poisoned) % len(WAYS)]
            poisoned.append((way, judge.submit(owner=f"bad{number % 2}", **{way: 99})))
        honest.append(judge.submit(owner=f"good{number % 3}", sleep_s=0.05))
    with redis.Redis.from_url(redis_url) as client:
        for way, record in poisoned:
            if way == "spoilt":  # as by a flipped bit
                client.hset(f"judge:submission:{record.id}", "files", b"\x78not compressed")
    with WorkerProcess(redis_url, tmp_path / "log", lease_s=4) as worker:
        until(lambda: judge.finished() == HONEST + POISONED, WITHIN_S, worker.log)
        log = worker.log()

    judge.assert_each_has_one_report(honest)
    graded = [judge.store.submissions.get(each.id) for each in honest]
    assert {each.attempt for each in graded} == {1}, "nobody pays for what others sent"
    ends = sorted(each.finished_at for each in graded)
    bad = [judge.store.submissions.get(each.id) for _, each in poisoned]
    last = max(each.finished_at for each in bad)
    assert ends[-1] < last, "the poisoned ones are done with behind the others"
    stalls = [(later - sooner).total_seconds() for sooner, later in pairwise(ends)]
    print(f"longest stall of honest submissions: {max(stalls):.2f} s of {(ends[-1] - ends[0]).total_seconds():.2f} s")
    assert max(stalls) < 10

    for (way, record), now in zip(poisoned, bad, strict=True):
        assert (now.state, now.attempt, now.outcome.cause) == (State.FINISHED, 3, "sandbox_failed")
        assert [line.partition(":")[0] for line in now.trouble] == ["attempt 1", "attempt 2", "attempt 3"]
        assert all(REASONS[way] in line for line in now.trouble)
        assert judge.store.submissions.report(record.id).verdict is Verdict.JUDGE_ERROR
    listed = judge.store.submissions.list(Query(verdict=Verdict.JUDGE_ERROR)).submissions
    assert {each.id for each in listed} == {each.id for each in bad}
    assert log.count('"set_aside"') == POISONED


REASONS = {
    "kill": "died or fell silent",
    "fault": "died or fell silent",
    "fail": "told to",
    "garble": "surrogate",
    "spoilt": "died or fell silent",
}


def test_a_failed_attempt_waits_longer_each_time_and_nobody_waits_with_it(redis_url, tmp_path):
    judge = Judge(redis_url)
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1) as worker:
        failing = judge.submit(fail=2)
        until(lambda: '"paused"' in worker.log(), what=worker.log)
        other = judge.submit()
        until(lambda: judge.finished() == 2, what=worker.log)
    record = judge.store.submissions.get(failing.id)
    assert record.attempt == 3
    assert judge.store.submissions.get(other.id).finished_at < record.started_at


def test_messages_that_make_no_sense_keep_nobody_from_being_graded(redis_url, tmp_path):
    judge = Judge(redis_url)
    judge.submit()
    with redis.Redis.from_url(redis_url) as client:
        (good,) = client.lrange("judge.interactive", 0, -1)
        message = json.loads(good)
        unknown = {**message, "headers": {**message["headers"], "task": "judge.other"}}
        arguments = base64.b64encode(json.dumps([["no such id", 1, "interactive", "more"], {}, {}]).encode()).decode()
        longer = {**message, "body": arguments}
        broken = {**message, "body": base64.b64encode(b"\x00{").decode()}
        for each in (unknown, longer, broken):
            client.lpush("judge.interactive", json.dumps(each))
    others = [judge.submit() for _ in range(3)]
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1) as worker:
        until(lambda: judge.finished() == 4, WITHIN_S, worker.log)
    judge.assert_each_has_one_report(others)


def test_a_message_that_is_none_ends_one_worker_and_the_next_goes_on(redis_url, tmp_path):
    judge = Judge(redis_url)
    with redis.Redis.from_url(redis_url) as client:
        client.lpush("judge.interactive", b'{"body": "')
    record = judge.submit()
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1) as worker:
        worker.wait()
        worker.start()
        until(lambda: judge.finished() == 1, WITHIN_S, worker.log)
    judge.assert_each_has_one_report([record])
