"""Why a submission is not graded yet, and why it cannot be, in words for people."""

from collections.abc import Sequence

from judge.domain.challenge import Challenge
from judge.domain.submission import State, Submission
from judge.service.ports import WorkerInfo


def reason(submission: Submission, challenge: Challenge | None, workers: Sequence[WorkerInfo]) -> str:
    """What has to change before it can be graded; empty when it only waits for its turn, or does not wait.

    ``challenge`` is none if its version is lost.
    """
    if submission.state is not State.QUEUED:
        return ""
    if not workers:
        return "no worker is running"
    able = [worker for worker in workers if submission.runtime in worker.runtimes]
    if not able:
        return f"no worker offers {submission.runtime}"
    if challenge is not None and (missing := lacking(challenge, able)):
        return f"no worker that offers {submission.runtime} {missing}"
    if challenge is not None:
        able = [worker for worker in able if not lacking(challenge, (worker,))]
    if not any(submission.queue in worker.queues for worker in able):
        return f"no worker that offers {submission.runtime} serves the {submission.queue} queue"
    return ""


def lacking(challenge: Challenge, workers: Sequence[WorkerInfo]) -> str:
    """What a challenge about a service needs and none of the workers does, as the words after "no worker"."""
    serving = [worker for worker in workers if worker.services]
    if not challenge.services:
        return ""
    if not serving:
        return "runs services"
    needed = challenge.sidecar_types
    if any(needed <= set(worker.sidecars) for worker in serving):
        return ""
    nowhere = needed.difference(*(worker.sidecars for worker in serving))
    *others, last = sorted(nowhere or needed)
    return f"has the sidecars {', '.join(others)} and {last}" if others else f"has the sidecar {last}"
