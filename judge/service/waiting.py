"""Why a submission is not graded yet, in words for people."""

from collections.abc import Sequence

from judge.domain.submission import State, Submission
from judge.service.ports import WorkerInfo


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
