"""Why a submission is not graded yet, in words for people."""

from collections.abc import Callable, Sequence
from time import monotonic

from judge.domain.submission import State, Submission
from judge.service.ports import WorkerInfo, Workers


def reason(submission: Submission, workers: Sequence[WorkerInfo]) -> str:
    """What has to change before it can start; empty when it only waits for its turn, or does not wait."""
    if submission.state is not State.QUEUED:
        return ""
    if not workers:
        return "no worker is running"
    able = [worker for worker in workers if submission.runtime in worker.runtimes]
    if not able:
        return f"no worker offers {submission.runtime}"
    if not any(submission.queue in worker.queues for worker in able):
        return f"no worker that offers {submission.runtime} serves the {submission.queue} queue"
    return ""


class LiveWorkers:
    """The live workers, asked for at most once a second: many people wait, workers seldom change."""

    def __init__(self, workers: Workers, *, fresh_s: float = 1.0, clock: Callable[[], float] = monotonic) -> None:
        self._workers = workers
        self._fresh_s = fresh_s
        self._clock = clock
        self._known: tuple[WorkerInfo, ...] = ()
        self._asked_at = float("-inf")

    def __call__(self) -> tuple[WorkerInfo, ...]:
        now = self._clock()
        if now - self._asked_at >= self._fresh_s:
            self._known = tuple(self._workers.live())
            self._asked_at = now
        return self._known
