"""The queue with a real Redis: what is sent, and in which order workers take it."""

import json
import ssl
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis

from judge.config import Settings
from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName, State, Submission
from judge.queue import TASK, celery_app, open_dispatch
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
    assert (args, kwargs) == (["01K0", 3, "interactive"], {})


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


def test_tls_to_redis_asks_for_a_certificate():
    app = celery_app(Settings(redis_url="rediss://db:6379/1"))
    assert app.connection_for_write().ssl == {"ssl_cert_reqs": ssl.CERT_REQUIRED}


GEVENT = """
from gevent import monkey; monkey.patch_all()
import gevent, sys
from judge.config import Settings
from judge.queue import open_dispatch
from tests.contract.test_queue import SUBMISSION
dispatch = open_dispatch(Settings(redis_url=sys.argv[1]))
gevent.joinall([gevent.spawn(dispatch.send, SUBMISSION) for _ in range(300)], raise_error=True)
"""


def test_hundreds_of_greenlets_send_at_once(redis_url):
    command = (sys.executable, "-c", GEVENT, redis_url)
    assert subprocess.run(command, cwd=Path(__file__).parents[2], timeout=60, check=False).returncode == 0
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen(celery_queue(QueueName.INTERACTIVE)) == 300
