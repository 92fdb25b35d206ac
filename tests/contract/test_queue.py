"""The queue with a real Redis: what is sent, and in which order workers take it."""

import json
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import redis

from judge.config import Settings
from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName, State, Submission
from judge.queue import TASK, open_dispatch
from judge.store.keys import celery_queue
from judge.store.store import open_store
from tests.contract.samples import new
from tests.worker_process import WorkerProcess, until

pytestmark = pytest.mark.redis

SUBMISSION = Submission(
    id="01K0",
    challenge="sums",
    challenge_version=1,
    package="sha256:a",
    runtime="python",
    queue=QueueName.INTERACTIVE,
    state=State.QUEUED,
    attempt=3,
    created_at=datetime.now(UTC),
)


def test_a_message_carries_id_and_attempt_and_nothing_else(redis_url):
    dispatch = open_dispatch(Settings(redis_url=redis_url))
    dispatch.send(SUBMISSION)
    dispatch.send(replace(SUBMISSION, queue=QueueName.BATCH))
    with redis.Redis.from_url(redis_url) as client:
        assert set(client.keys()) == {b"judge.interactive", b"judge.batch"}, "and no bindings"
        message = json.loads(client.lindex(celery_queue(QueueName.INTERACTIVE), 0))
    assert message["headers"]["task"] == TASK
    args, kwargs, _ = json.loads(b64decode(message["body"]))
    assert (args, kwargs) == (["01K0", 3], {})


def test_a_broker_that_is_away_is_unavailable_and_works_when_it_is_back(redis_server):
    dispatch = open_dispatch(Settings(redis_url=redis_server.url))
    dispatch.send(SUBMISSION)
    redis_server.stop()
    with pytest.raises(Unavailable):
        dispatch.send(SUBMISSION)
    redis_server.start()
    dispatch.send(SUBMISSION)
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.llen(celery_queue(QueueName.INTERACTIVE)) == 2


def test_interactive_is_empty_before_batch_is_touched(redis_url, tmp_path):
    settings = Settings(redis_url=redis_url)
    store, dispatch = open_store(settings), open_dispatch(settings)
    order = [QueueName.BATCH] * 4 + [QueueName.INTERACTIVE] * 4
    records = [store.submissions.create(new(queue=queue)).submission for queue in order]
    for record in records:
        dispatch.send(record)
    with WorkerProcess(redis_url, tmp_path / "log", concurrency=1) as worker:
        until(lambda: store.submissions.counts()[State.FINISHED] == 8, what=worker.log())
    started = sorted((store.submissions.get(record.id) for record in records), key=lambda record: record.started_at)
    assert [record.queue for record in started] == order[::-1]
