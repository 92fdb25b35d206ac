"""Sends work to the workers: a Celery message with a submission's id, attempt and queue, addressed by the task's name.

Celery is a doorbell here. What is to be done, and whether it still is, stands in the store: a message that is lost is
sent again by a janitor, and one that comes twice finds nothing to claim.
"""

import ssl
from typing import Any
from uuid import uuid4

from celery import Celery
from kombu.exceptions import KombuError, OperationalError
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as broker
from kombu.transport.virtual import base as transport
from kombu.utils.json import dumps

from judge.config import Settings
from judge.domain.errors import Unavailable
from judge.domain.submission import Submission
from judge.store.keys import celery_queue

TASK = "judge.grade"

_TRANSPORT: dict[str, Any] = {
    # BRPOP names the queues in this order each time: interactive is empty before batch is looked at. The default
    # would take turns.
    "queue_order_strategy": "priority",
    # One list a queue. The default keeps four, for priorities of messages; we have queues for that.
    "priority_steps": [0],
    # Celery would write each message into a table in Redis before it hands it to a child, and take it out afterwards,
    # to send it again an hour after a worker died. The janitor does that in seconds, so those two transactions for
    # each submission buy nothing. Messages are still acknowledged late: it is what keeps the prefetch at one.
    "ack_emulation": False,
    "socket_connect_timeout": 2,
    "socket_timeout": 15,
    "socket_keepalive": True,
}
# Whoever ends while Redis is away cannot give back the message that it had taken, and kombu would write it into a file
# in the temporary folder, which nobody reads or removes. The janitor rings again for what the message was about.
vars(transport)["emergency_dump_state"] = lambda *_, **__: ""

_RETRY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.05, "interval_max": 0.1}
_EMBED = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
_RING = "#!lua flags=allow-oom\nreturn redis.call('LPUSH', KEYS[1], ARGV[1])"


class Channel(broker.Channel):
    """Works beyond the memory that Redis may use, too. There kombu's own is refused its first question, an ``LLEN`` in
    a transaction: Celery takes that for the end of the worker, and what was taken would never be graded."""

    def _put(self, queue: str, message: dict[str, Any], **_: object) -> None:
        with self.conn_or_acquire() as client:
            client.eval(_RING, 1, queue, dumps(message))  # type: ignore[no-untyped-call]  # redis has none for it

    def _size(self, queue: str) -> int:
        with self.conn_or_acquire() as client:
            return int(client.llen(queue))

    def _queue_bind(self, *_: object) -> None:
        """Nothing is written: what is sent through the nameless exchange looks up no bindings."""


class Transport(broker.Transport):
    Channel = Channel


# What both kinds of URL stand for. One that is named in Celery's settings would be told as part of the URL in logs.
TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:{Transport.__name__}"))


def celery_app(settings: Settings) -> Celery:
    """What API and worker have in common of Celery's configuration. Connects when it is first used."""
    app = Celery("judge", broker=settings.redis_url, set_as_current=False)
    app.conf.update(
        task_queues={celery_queue(name): {"routing_key": celery_queue(name)} for name in settings.queues},
        task_default_queue=celery_queue(settings.queues[0]),
        task_create_missing_queues=False,
        task_serializer="json",
        accept_content=["json"],
        broker_transport_options=_TRANSPORT,
        broker_connection_retry_on_startup=True,
    )
    if settings.redis_url.startswith("rediss:"):  # without this kombu asks for no certificate
        app.conf.broker_use_ssl = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    return app


class CeleryDispatch:
    """``judge.service.ports.Dispatch``. May be shared by threads and greenlets; use one a process.

    It publishes the message (version 2 of Celery's protocol) itself: ``send_task`` takes twice the processor time, most
    of it for options that are never used here.
    """

    def __init__(self, settings: Settings) -> None:
        self._app = celery_app(settings)

    def send(self, submission: Submission) -> None:
        task_id = str(uuid4())
        try:
            with self._app.producer_pool.acquire(block=True, timeout=5) as producer:
                producer.publish(
                    ((submission.id, submission.attempt, submission.queue), {}, _EMBED),
                    exchange="",  # the nameless one: straight into the list, no bindings looked up
                    routing_key=celery_queue(submission.queue),
                    headers={"lang": "py", "task": TASK, "id": task_id, "root_id": task_id},
                    correlation_id=task_id,
                    serializer="json",
                    retry=True,
                    retry_policy=_RETRY,
                )
        except (KombuError, OperationalError, OSError) as error:
            raise Unavailable(f"Celery's broker: {error}") from error

    def close(self) -> None:
        self._app.close()


def open_dispatch(settings: Settings) -> CeleryDispatch:
    """The queue that the settings name. Connects when it is first used."""
    return CeleryDispatch(settings)
