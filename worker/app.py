"""The worker's Celery application: one task, prefork children, one submission at a time in each.

``build_app`` makes it from settings; nothing connects before the worker starts. Two callables bring in the parts:
``build`` in each child after the fork, ``front`` once in the main process, which never grades.

    main process: consumer, janitor, presence ── fork ──► child: heartbeat thread, grading, its own boxes
"""

import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog
from celery import Celery, signals

from judge.config import Settings
from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName
from judge.queue import TASK, celery_app
from judge.service.ports import Dispatch, Leases, Turns, WorkerInfo, Workers
from worker.drain import Drain
from worker.heartbeat import Heartbeat
from worker.janitor import INTERVAL_S, Janitor, Presence, Rounds
from worker.tasks import Grading, Parts, Rules

log = structlog.get_logger(__name__)

CHILD_START_S = 120.0
"""Celery kills a child that is not up after this time. Its own 4 s are less than a first container may take."""


LONGEST_S = 2 * 3600
"""Celery kills a child that grades one submission for so long: a grader that hangs would renew its lease for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What the main process needs. ``describe`` tells what this worker offers; ``id`` is :func:`worker_name`.

    ``duties`` are further things to do in every round.
    """

    leases: Leases
    dispatch: Dispatch
    workers: Workers
    turns: Turns
    describe: Callable[[], WorkerInfo]
    duties: tuple[Callable[[], None], ...] = ()


Build = Callable[[Settings], Parts]
MakeFront = Callable[[Settings], Front]


@cache
def worker_name() -> str:
    """Name of the worker that this process, or its parent, is the main process of. Call it before the fork.

    Made once, with a part that no other has: in a container that is started again, host and process id are those of the
    dead one, whose lease and boxes would then seem to be those of a worker that lives."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


class Child:
    """The state of one prefork child: parts are built when it starts, or else with the first task."""

    def __init__(self, settings: Settings, build: Build, worker: str, drain: Drain) -> None:
        self._settings = settings
        self._build = build
        self._drain = drain
        self._rules = Rules(worker=worker, lease_s=settings.lease_s, max_attempts=settings.max_attempts)
        self._parts: Parts | None = None
        self._grading: Grading | None = None

    def start(self, **_: Any) -> None:
        self._ready()

    def grade(self, submission_id: str, attempt: int, queue: str = QueueName.INTERACTIVE) -> None:
        """The task."""
        self._ready()(submission_id, attempt, queue)

    def stop(self, **_: Any) -> None:
        if self._parts is not None:
            self._parts.close()

    def _ready(self) -> Grading:
        if self._grading is None:
            parts = self._parts = self._build(self._settings)
            heartbeat = Heartbeat(parts.leases, self._settings.lease_s)
            heartbeat.start()
            self._grading = Grading(parts, heartbeat, self._rules, self._drain)
        return self._grading


class Main:
    """What the main process does beside consuming."""

    def __init__(self, settings: Settings, make_front: MakeFront, worker: str, drain: Drain) -> None:
        self._settings = settings
        self._make_front = make_front
        self._drain = drain
        self._worker = worker
        self._rounds: Rounds | None = None
        self._presence: Presence | None = None
        self._janitor: Janitor | None = None
        self._stopped = threading.Event()

    def start(self, **_: Any) -> None:
        """At once, or as soon as there is an engine: Celery goes on without us if this fails, and grades."""
        if not self._has_begun():
            threading.Thread(target=self._begin_later, name="front", daemon=True).start()

    def _begin_later(self) -> None:
        while not self._stopped.wait(INTERVAL_S):
            if self._has_begun():
                return

    def _has_begun(self) -> bool:
        try:
            self._begin()
        except Exception as error:
            log.warning("front_failed", worker=self._worker, error=str(error))
            return False
        return True

    def _begin(self) -> None:
        front = self._make_front(self._settings)
        lost_after_s = self._settings.lease_s
        janitor = self._janitor = Janitor(
            front.leases, front.dispatch, front.turns, worker=self._worker, lost_after_s=lost_after_s
        )
        self._presence = Presence(front.workers, front.describe)
        self._rounds = Rounds((self._presence, janitor, *front.duties))
        self._rounds.start()
        log.info("worker_ready", worker=self._worker, concurrency=self._settings.concurrency)

    def drain(self, **_: Any) -> None:
        """SIGTERM. Celery then starts nothing more and waits for what is being graded, however long that takes."""
        self._drain.begin()

    def stop(self, **_: Any) -> None:
        self._stopped.set()
        if self._rounds is None or self._presence is None or self._janitor is None:
            return
        self._rounds.stop()
        try:
            self._presence.leave()
            self._janitor.leave()
        except Unavailable as error:
            log.warning("leaving_failed", worker=self._worker, error=str(error))
        log.info("worker_stopped", worker=self._worker)


def build_app(settings: Settings, *, build: Build, front: MakeFront) -> Celery:
    """The application that ``celery -A … worker`` runs. One a process: Celery's signals are global."""
    app = celery_app(settings)
    app.set_current()
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_time_limit=LONGEST_S,
        worker_pool="prefork",
        worker_concurrency=settings.concurrency,
        worker_prefetch_multiplier=1,
        worker_proc_alive_timeout=CHILD_START_S,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
    )
    worker = worker_name()
    drain = Drain(settings.drain_s)
    child = Child(settings, build, worker, drain)
    main = Main(settings, front, worker, drain)
    app.task(name=TASK)(child.grade)
    signals.worker_process_init.connect(child.start, weak=False)
    signals.worker_process_shutdown.connect(child.stop, weak=False)
    signals.worker_ready.connect(main.start, weak=False)
    signals.worker_shutting_down.connect(main.drain, weak=False)
    signals.worker_shutdown.connect(main.stop, weak=False)
    return app


def arguments(settings: Settings) -> list[str]:
    """What to give to ``app.worker_main``: no chatter between workers, which Celery does by default."""
    level = "warning" if settings.log == "info" else settings.log.value
    return ["worker", "--without-gossip", "--without-mingle", "--without-heartbeat", f"--loglevel={level}"]
