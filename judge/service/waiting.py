"""Why a submission is not graded yet, and why it cannot be, in words for people."""

from collections.abc import Collection, Sequence

from judge.domain.submission import State, Submission
from judge.domain.waits import Place, estimate_s
from judge.service.ports import WorkerInfo

_SIDECAR = "sidecar:"


def reason(submission: Submission, workers: Sequence[WorkerInfo]) -> str:
    """What has to change before it can be graded; empty when it only waits for its turn, or does not wait."""
    if submission.state is not State.QUEUED:
        return ""
    if not workers:
        return "no worker is running"
    able = _offering(submission, workers)
    if not able:
        return f"no worker offers {submission.runtime}"
    if missing := lacking(submission.needs, able):
        return f"no worker that offers {submission.runtime} {missing}"
    if not _serving(submission, able):
        return f"no worker that offers {submission.runtime} serves the {submission.queue} queue"
    return ""


def estimate(submission: Submission, place: Place, workers: Sequence[WorkerInfo]) -> float | None:
    """About how many seconds it will be until it is graded; none if nobody can tell, or it does not wait."""
    if submission.state is not State.QUEUED:
        return None
    able = _serving(submission, _offering(submission, workers))
    return estimate_s(place, sum(worker.concurrency for worker in able))


def _offering(submission: Submission, workers: Sequence[WorkerInfo]) -> list[WorkerInfo]:
    return [worker for worker in workers if submission.runtime in worker.runtimes]


def _serving(submission: Submission, offering: Sequence[WorkerInfo]) -> list[WorkerInfo]:
    """Those that have all it needs, and serve its queue."""
    return [
        worker for worker in offering if submission.queue in worker.queues and not lacking(submission.needs, (worker,))
    ]


def lacking(needs: Collection[str], workers: Sequence[WorkerInfo]) -> str:
    """What of the ``needs`` about services none of the workers does, as the words after "no worker"."""
    serving = [worker for worker in workers if worker.services]
    if "service" not in needs:
        return ""
    if not serving:
        return "runs services"
    needed = {need.removeprefix(_SIDECAR) for need in needs if need.startswith(_SIDECAR)}
    if any(needed <= set(worker.sidecars) for worker in serving):
        return ""
    nowhere = needed.difference(*(worker.sidecars for worker in serving))
    *others, last = sorted(nowhere or needed)
    return f"has the sidecars {', '.join(others)} and {last}" if others else f"has the sidecar {last}"
