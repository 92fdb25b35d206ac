"""Finds what dead workers left behind, and sends it to the living; tells the API that this worker is alive.

Each runs in a thread of the worker's main process. Of all workers' janitors one acts at a time.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence

import structlog

from judge.domain.errors import Unavailable
from judge.domain.submission import State
from judge.service.ports import Dispatch, Leases, Turns, WorkerInfo, Workers

INTERVAL_S = 1.0
TURN_S = 3.0
"""A janitor that stops is replaced after this time."""
PRESENCE_S = 15.0
"""A worker that stops telling of itself is not counted after this time."""
BEATS = 5
TELL_EVERY = 60
"""Of a failure that goes on, one of so many rounds tells."""

log = structlog.get_logger(__name__)


class Janitor:
    """``lost_after_s``: how long a submission waits before its message may be called lost."""

    def __init__(self, leases: Leases, dispatch: Dispatch, turns: Turns, *, worker: str, lost_after_s: float) -> None:
        self._leases = leases
        self._dispatch = dispatch
        self._turns = turns
        self._worker = worker
        self._lost_after_s = lost_after_s

    def __call__(self) -> None:
        """One round.

        Raises:
            Unavailable: the store or the broker is; what was requeued and not sent counts as lost, and is sent later.
        """
        self._leases.keep_time()  # whoever's turn it is: each sees a jump, and who has the turn sees it first
        if not self._turns.take("janitor", self._worker, TURN_S):
            return
        for submission in self._leases.requeue_expired():
            told = {"submission": submission.id, "attempt": submission.attempt, "trouble": submission.trouble[-1:]}
            if submission.state is State.QUEUED:
                log.warning("requeued", **told)
                self._dispatch.send(submission)
            else:
                log.error("set_aside", **told)
        self._send_lost(self._lost_after_s)

    def leave(self) -> None:
        """When this worker has stopped: a message that it took and did not begin with is sent again at once.

        Raises:
            Unavailable: whoever is the janitor then sends it later.
        """
        self._send_lost(0)

    def _send_lost(self, after_s: float) -> None:
        for submission in self._leases.stranded(after_s):
            log.warning("message_lost", submission=submission.id, attempt=submission.attempt)
            self._dispatch.send(submission)


class Presence:
    """Tells what this worker offers; asks anew each time, because images come and go."""

    def __init__(self, workers: Workers, describe: Callable[[], WorkerInfo]) -> None:
        self._workers = workers
        self._describe = describe
        self._rounds = 0
        self._told: str | None = None
        self._left = False

    def __call__(self) -> None:
        if self._rounds % int(PRESENCE_S / INTERVAL_S / BEATS) == 0:
            info = self._describe()
            if self._left:
                return  # it took its time, and this worker is no more
            self._workers.beat(info, PRESENCE_S)
            self._told = info.id
        self._rounds += 1

    def leave(self) -> None:
        """Raises Unavailable."""
        self._left = True
        if self._told is not None:
            self._workers.leave(self._told)


class Rounds:
    """Calls each of ``duties`` once a second in a thread of its own: one that fails, or waits for an engine that does
    not answer, does not keep the others from theirs."""

    def __init__(self, duties: Sequence[Callable[[], None]]) -> None:
        self._failures = Counter[int]()
        self._stopped = threading.Event()
        self._starting = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, args=(number, duty), name=f"duty-{number}", daemon=True)
            for number, duty in enumerate(duties)
        ]

    def start(self) -> None:
        """Nothing, once they were stopped: a worker may be told to end while it begins, in another thread."""
        with self._starting:
            if self._stopped.is_set():
                return
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """Waits for those under way, for five seconds at most."""
        with self._starting:
            self._stopped.set()
        deadline = time.monotonic() + INTERVAL_S * 5
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self, number: int, duty: Callable[[], None]) -> None:
        while True:
            self._do(number, duty)
            if self._stopped.wait(INTERVAL_S):
                return

    def _do(self, number: int, duty: Callable[[], None]) -> None:
        """What fails for minutes, such as a store that is away, is told once a minute and not in each round."""
        try:
            duty()
        except Exception as error:
            if self._failures[number] % TELL_EVERY == 0:
                trace = None if isinstance(error, Unavailable) else error
                log.warning("round_failed", duty=number, error=str(error), exc_info=trace)
            self._failures[number] += 1
        else:
            if failed := self._failures.pop(number, 0):
                log.info("round_works_again", duty=number, failed=failed)
