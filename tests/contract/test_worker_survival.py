"""A real Celery worker on a real Redis, killed at the worst moments: nothing is lost, nothing is reported twice."""

import time
from pathlib import Path

import pytest
import redis

from judge.config import Settings
from judge.domain import events as happenings
from judge.domain.submission import State
from judge.domain.verdict import Verdict
from judge.queue import open_dispatch
from tests.contract.judge_side import Judge
from tests.worker_process import WorkerProcess, until

pytestmark = pytest.mark.redis

RESTART_S = 30


@pytest.fixture
def judge(redis_url):
    return Judge(redis_url)


def test_a_killed_worker_child_loses_no_submission(judge, redis_url, tmp_path):
    with WorkerProcess(redis_url, tmp_path / "log", lease_s=3) as worker:
        records = [judge.submit(sleep_s=0.1) for _ in range(50)]
        until(lambda: judge.finished() >= 10, what=worker.log())
        worker.kill_a_child()
        until(lambda: judge.finished() == 50, RESTART_S, worker.log())
    judge.assert_each_has_one_report(records)


def test_a_killed_worker_loses_no_submission(judge, redis_url, tmp_path):
    worker = WorkerProcess(redis_url, tmp_path / "log", lease_s=3)
    with worker:
        records = [judge.submit(sleep_s=0.1) for _ in range(50)]
        until(lambda: judge.finished() >= 10, what=worker.log())
        worker.kill()
        assert judge.finished() < 50
        worker.start()
        until(lambda: judge.finished() == 50, RESTART_S, worker.log())
    judge.assert_each_has_one_report(records)


def test_a_killed_main_process_leaves_no_child_behind_and_loses_nothing(judge, redis_url, tmp_path):
    worker = WorkerProcess(redis_url, tmp_path / "log", lease_s=5)
    with worker:
        record = judge.submit(sleep_s=2)
        until(lambda: judge.store.submissions.get(record.id).state is State.RUNNING, what=worker.log())
        children = worker.children()
        assert len(children) == 2
        worker.kill_main_only()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), what="children stay")
        worker.start()
        until(lambda: judge.finished() == 1, RESTART_S, worker.log())
    assert judge.store.submissions.get(record.id).attempt == 2
    judge.assert_each_has_one_report([record])


def test_a_worker_killed_with_nothing_else_in_the_queue_loses_nothing(judge, redis_url, tmp_path):
    worker = WorkerProcess(redis_url, tmp_path / "log", lease_s=5)
    with worker:
        record = judge.submit(sleep_s=1)
        until(lambda: judge.store.submissions.get(record.id).state is State.RUNNING, what=worker.log())
        worker.kill()
        worker.start()
        until(lambda: judge.finished() == 1, RESTART_S, worker.log())
    assert judge.store.submissions.get(record.id).attempt == 2
    judge.assert_each_has_one_report([record])


def test_a_message_that_a_dead_worker_took_along_is_sent_again(judge, redis_url, tmp_path):
    record = judge.submit()
    with redis.Redis.from_url(redis_url) as client:
        assert client.delete("judge.interactive")
    with WorkerProcess(redis_url, tmp_path / "log", lease_s=3) as worker:
        until(lambda: judge.finished() == 1, RESTART_S, worker.log())
    assert judge.store.submissions.get(record.id).attempt == 1


def test_a_message_that_comes_twice_is_graded_once(judge, redis_url, tmp_path):
    records = [judge.submit() for _ in range(3)]
    for record in records:
        open_dispatch(Settings(redis_url=redis_url)).send(record)
    with WorkerProcess(redis_url, tmp_path / "log") as worker:
        until(lambda: judge.finished() == 3, what=worker.log())
        until(lambda: worker.log().count("nothing_to_do") == 3, what=worker.log())
    judge.assert_each_has_one_report(records)


def test_a_failing_sandbox_is_tried_again_and_ends_as_our_error(judge, redis_url, tmp_path):
    with WorkerProcess(redis_url, tmp_path / "log") as worker:
        twice, always = judge.submit(fail=2), judge.submit(fail=99)
        until(lambda: judge.finished() == 2, what=worker.log())
    judge.assert_each_has_one_report([twice])
    report = judge.store.submissions.report(always.id)
    assert (report.verdict, report.cause) == (Verdict.JUDGE_ERROR, "sandbox_failed")
    assert judge.store.submissions.get(always.id).attempt == 3


def test_a_submission_that_kills_its_process_each_time_ends_as_our_error(judge, redis_url, tmp_path):
    with WorkerProcess(redis_url, tmp_path / "log", lease_s=2) as worker:
        killer, other = judge.submit(kill=99), judge.submit(sleep_s=0.5)
        until(lambda: judge.finished() == 2, RESTART_S, worker.log())
    assert judge.store.submissions.report(killer.id).cause == "sandbox_failed"
    judge.assert_each_has_one_report([other])


def test_a_runtime_that_no_worker_offers_waits_for_one_that_does(judge, redis_url, tmp_path):
    with WorkerProcess(redis_url, tmp_path / "java", lease_s=1, runtimes="java") as other:
        waiting = [judge.submit() for _ in range(3)]
        until(lambda: other.log().count("not_offered") >= 6, what=other.log())
        assert judge.store.submissions.counts()[State.QUEUED] == 3
        with WorkerProcess(redis_url, tmp_path / "python", lease_s=3) as able:
            until(lambda: judge.finished() == 3, what=able.log())
    judge.assert_each_has_one_report(waiting)
    assert {judge.store.submissions.get(record.id).attempt for record in waiting} == {1}


def test_a_lease_is_renewed_while_grading_takes_longer(judge, redis_url, tmp_path):
    with WorkerProcess(redis_url, tmp_path / "log", lease_s=3) as worker:
        record = judge.submit(sleep_s=7)
        until(lambda: judge.finished() == 1, what=worker.log())
    assert judge.store.submissions.get(record.id).attempt == 1


def test_a_terminated_worker_finishes_what_it_began_and_takes_nothing_more(judge, redis_url, tmp_path):
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1) as worker:
        begun, next_one = judge.submit(sleep_s=1.5), judge.submit(sleep_s=1.5)
        until(lambda: judge.store.submissions.get(begun.id).state is State.RUNNING, what=worker.log())
        assert worker.terminate() == 0
        assert judge.store.submissions.get(begun.id).state is State.FINISHED
        assert judge.store.submissions.get(next_one.id).state is State.QUEUED
        assert judge.store.workers.live() == []
        worker.start()
        until(lambda: judge.finished() == 2, what=worker.log())
    assert judge.store.submissions.get(next_one.id).attempt == 1


def test_a_cancelled_submission_stops(judge, redis_url, tmp_path):
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1) as worker:
        cancelled = judge.submit(sleep_s=60)
        until(lambda: judge.store.submissions.get(cancelled.id).state is State.RUNNING, what=worker.log())
        judge.store.submissions.cancel(cancelled.id)
        follower = judge.submit()
        until(lambda: judge.finished() == 1, what=worker.log())
    judge.assert_each_has_one_report([follower])
    assert judge.store.submissions.get(cancelled.id).state is State.CANCELLED
    assert judge.store.submissions.report(cancelled.id) is None


def test_events_arrive_while_grading_goes_on_and_all_of_them(judge, redis_url, tmp_path):
    with WorkerProcess(redis_url, tmp_path / "log") as worker:
        record = judge.submit(sleep_s=4, emits=50)
        seen_while_running = until(
            lambda: [
                event for _, event in judge.store.events.read(record.id) if isinstance(event, happenings.TestEnded)
            ],
            what=worker.log(),
        )
        assert judge.store.submissions.get(record.id).state is State.RUNNING
        assert len(seen_while_running) < 50
        until(lambda: judge.finished() == 1, what=worker.log())
    told = [
        event.test.name for _, event in judge.store.events.read(record.id) if isinstance(event, happenings.TestEnded)
    ]
    assert told == [f"sample/{number:03}" for number in range(50)]


def test_a_redis_restart_in_the_middle_loses_nothing(redis_server, tmp_path):
    judge = Judge(redis_server.url)
    with WorkerProcess(redis_server.url, tmp_path / "log", lease_s=2) as worker:
        records = [judge.submit(sleep_s=0.1) for _ in range(30)]
        until(lambda: judge.finished() >= 5, what=worker.log())
        redis_server.stop()
        time.sleep(1)
        redis_server.start()
        until(lambda: judge.finished() == 30, 60, worker.log())
    judge.assert_each_has_one_report(records)


def test_a_worker_says_what_it_offers_while_it_lives(judge, redis_url, tmp_path):
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1) as worker:
        (info,) = until(judge.store.workers.live, what=worker.log())
        assert (info.runtimes, info.backend, info.concurrency) == (("python",), "fake", 1)
        assert info.id.split(":")[1] == str(worker.pid)
