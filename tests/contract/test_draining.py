"""Real workers that are told to stop: they finish what they can and hand back the rest, and nothing is lost."""

import threading
import time

import httpx
import pytest

from judge.domain.submission import State
from tests.api_server import ApiServer
from tests.contract.judge_side import Judge
from tests.worker_process import WorkerProcess, until

pytestmark = pytest.mark.redis

STARTED_S = 30
LONG_S = 120


def running(judge, record):
    return lambda: judge.store.submissions.get(record.id).state is State.RUNNING


def test_what_is_not_finished_in_time_is_handed_back_at_once_and_is_no_attempt_that_counts(redis_url, tmp_path):
    judge = Judge(redis_url)
    record = judge.submit(sleep_s=LONG_S)
    settings = {"JUDGE_DRAIN_S": "1", "JUDGE_MAX_ATTEMPTS": "1"}
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1, lease_s=600, **settings) as worker:
        for attempt in (1, 2):
            until(running(judge, record), STARTED_S, worker.log)
            began = time.monotonic()
            assert worker.terminate() == 0
            assert time.monotonic() - began < STARTED_S
            now = judge.store.submissions.get(record.id)
            assert (now.state, now.attempt, now.trouble) == (State.QUEUED, attempt + 1, ())
            worker.start()
        until(running(judge, record), STARTED_S, worker.log)


def test_a_second_request_to_stop_hands_back_without_waiting(redis_url, tmp_path):
    judge = Judge(redis_url)
    record = judge.submit(sleep_s=LONG_S)
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1, JUDGE_DRAIN_S=str(LONG_S)) as worker:
        until(running(judge, record), STARTED_S, worker.log)
        worker.ask_to_stop()
        time.sleep(1)
        assert running(judge, record)(), "the first request leaves it its time"
        assert worker.terminate() == 0
    assert judge.store.submissions.get(record.id).state is State.QUEUED


def test_workers_restarted_one_after_the_other_under_load_lose_nothing(redis_url, tmp_path):
    judge = Judge(redis_url)
    records = [judge.submit(sleep_s=3 if number % 20 == 7 else 0.1) for number in range(120)]
    workers = [
        WorkerProcess(redis_url, tmp_path / name, lease_s=600, concurrency=1, JUDGE_DRAIN_S="1") for name in "ab"
    ]
    with workers[0], workers[1]:
        until(lambda: judge.finished() >= 5, what=workers[0].log)
        for worker in workers:
            assert worker.terminate() == 0
            enough = min(judge.finished() + 10, len(records))
            worker.start()
            until(lambda enough=enough: judge.finished() >= enough, what=worker.log)
        until(lambda: judge.finished() == len(records), 60, lambda: workers[0].log() + workers[1].log())
    judge.assert_each_has_one_report(records)
    troubled = [each.id for each in records if judge.store.submissions.get(each.id).trouble]
    assert troubled == [], "with leases of ten minutes nothing was found by a janitor either"


def test_an_api_that_is_stopped_under_load_has_everything_that_it_said_it_took(redis_url):
    taken: list[str] = []
    others: list[object] = []
    body = {"challenge": "sum-of-two", "runtime": "python", "files": {"main.py": "print(1)"}}

    def send(url: str) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            while True:
                try:
                    answer = client.post("/api/v1/submissions", json=body)
                except httpx.TransportError:
                    return
                if answer.status_code == 202:
                    taken.append(answer.json()["id"])
                else:
                    others.append((answer.status_code, answer.text))
                    return

    with ApiServer(redis_url, JUDGE_QUOTA_FACTOR="0") as api:
        senders = [threading.Thread(target=send, args=(api.url,)) for _ in range(4)]
        for sender in senders:
            sender.start()
        until(lambda: len(taken) > 20)
        assert api.stop() == 0
        for sender in senders:
            sender.join()
    assert others == []
    store = Judge(redis_url).store
    assert store.submissions.counts()[State.QUEUED] >= len(taken)
    assert [store.submissions.get(each).id for each in taken] == taken
