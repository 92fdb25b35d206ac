"""Wakes whoever waits for something to happen to a submission.

One subscription and one thread a process serve all waiters, whether they are threads or (where gevent has patched the
standard library) greenlets. All submissions ring on one channel: a subscription each would cost the server and us more
messages than it saves, as almost every submission is waited for.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from judge.domain.errors import Unavailable
from judge.store.connection import Connection
from judge.store.keys import Key

_log = structlog.get_logger(__name__)

SILENCE_S = 15.0
"""A connection that says nothing for so long is asked whether it is alive."""
FIRST_HEARD_S = 2.0
LONGEST_PAUSE_S = 1.0


class BellWatch:
    """``judge.service.ports.Watch``."""

    def __init__(self, rung: threading.Event) -> None:
        self._rung = rung

    def wait(self, timeout_s: float) -> bool:
        self._rung.wait(timeout_s)
        # Asked anew: the bell may ring after the time was over and before this line, and must not be taken for silence.
        rung = self._rung.is_set()
        if rung:
            self._rung.clear()
        return rung


class Bell:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._waiters: dict[str, set[threading.Event]] = {}
        self._hears = threading.Event()
        self._process = 0

    @contextmanager
    def watch(self, submission_id: str) -> Iterator["BellWatch"]:
        """Hear of everything that happens to the submission from now on.

        Raises:
            Unavailable: nothing can be heard now.
        """
        self._start()
        if not self._hears.wait(FIRST_HEARD_S):
            raise Unavailable("Redis: no subscription")
        event = threading.Event()
        with self._lock:
            self._waiters.setdefault(submission_id, set()).add(event)
        try:
            yield BellWatch(event)
        finally:
            with self._lock:
                waiters = self._waiters[submission_id]
                waiters.discard(event)
                if not waiters:
                    del self._waiters[submission_id]

    def _start(self) -> None:
        """Start the thread once in each process: a forked child inherits this object, but no threads."""
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._hears.clear()
                threading.Thread(target=self._listen, name="bell", daemon=True).start()

    def _listen(self) -> None:
        pause_s = 0.0
        while True:
            try:
                for submission_id in self._connection.hear(Key.HAPPENED, silence_s=SILENCE_S):
                    if submission_id:
                        self._wake(submission_id.decode())
                    else:  # whatever happened while nothing was heard: let everybody look
                        self._wake_all()  # before new waiters come in, who have missed nothing
                        self._hears.set()
                        pause_s = 0.0
            except Exception as error:  # whatever it is: without this thread every waiter sleeps its whole time
                if not isinstance(error, Unavailable):
                    _log.exception("bell_broken")
                self._hears.clear()
                time.sleep(pause_s)
                pause_s = min(max(0.05, pause_s * 2), LONGEST_PAUSE_S)

    def _wake(self, submission_id: str) -> None:
        with self._lock:
            for event in self._waiters.get(submission_id, ()):
                event.set()

    def _wake_all(self) -> None:
        with self._lock:
            for waiters in self._waiters.values():
                for event in waiters:
                    event.set()
