"""Whether submissions sent now would be graded, and what is missing if not."""

from dataclasses import dataclass, field

from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName
from judge.service.parts import Parts
from judge.service.ports import WorkerInfo
from judge.service.registration import Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """``missing`` stops every submission; ``warnings`` stop some, or tell what else is not as it should be."""

    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    workers: int = 0
    runtimes: tuple[str, ...] = ()
    runtimes_without_worker: tuple[str, ...] = field(default=())

    @property
    def ready(self) -> bool:
        return not self.missing


class ReadinessCheck:
    def __init__(self, parts: Parts, registration: Registration) -> None:
        self._parts = parts
        self._registration = registration

    def __call__(self) -> Readiness:
        try:
            workers = self._parts.workers.live()
        except Unavailable as error:
            return Readiness(missing=(f"redis: {error}",))
        self._registration.try_once()
        broken = tuple(str(broken) for broken in self._registration.broken)
        offered = {runtime for worker in workers for runtime in worker.runtimes}
        without = tuple(sorted(set(self._parts.runtimes) - offered)) if workers else ()
        return Readiness(
            missing=_missing(workers),
            warnings=(
                *(f"no worker offers {runtime}; submissions in it will wait" for runtime in without),
                *broken,
                *(f"worker {worker.id}: {warning}" for worker in workers for warning in worker.warnings),
            ),
            workers=len(workers),
            runtimes=tuple(sorted(offered)),
            runtimes_without_worker=without,
        )


def _missing(workers: list[WorkerInfo]) -> tuple[str, ...]:
    if not workers:
        return ("workers: no worker is running",)
    if not any(worker.runtimes for worker in workers):
        return ("workers: no worker offers any runtime",)
    served = {queue for worker in workers for queue in worker.queues}
    return tuple(f"workers: none serves the {queue} queue" for queue in QueueName if queue not in served)
