"""Whether submissions sent now would be graded, and what is missing if not.

Anybody may ask. So challenges of organisations are counted and not named, and once there are keys, what is wrong with a
package, which may name its hidden tests, stays in the log.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from judge.domain.access import EVERYTHING, SHARED
from judge.domain.errors import Unavailable
from judge.domain.submission import QueueName
from judge.service.catalogue import Catalogue
from judge.service.parts import Parts
from judge.service.ports import WorkerInfo
from judge.service.registration import Registration
from judge.service.submit import needs
from judge.service.waiting import lacking


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """``missing`` stops every submission; ``warnings`` stop some, or tell what else is not as it should be.

    ``services``: challenges whose submission is a service are graded, with these types of ``sidecars`` beside it.
    """

    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    workers: int = 0
    runtimes: tuple[str, ...] = ()
    runtimes_without_worker: tuple[str, ...] = ()
    services: bool = False
    sidecars: tuple[str, ...] = ()
    challenges_without_worker: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        return not self.missing


class ReadinessCheck:
    def __init__(
        self, parts: Parts, registration: Registration, catalogue: Catalogue, closed: Callable[[], bool]
    ) -> None:
        self._closed = closed
        self._parts = parts
        self._registration = registration
        self._catalogue = catalogue

    def __call__(self) -> Readiness:
        try:
            workers = self._parts.workers.live()
            self._registration.try_once()
            stuck = tuple(self._not_gradable(workers))
            closed = self._closed()
        except Unavailable as error:
            return Readiness(missing=(f"redis: {error}",))
        broken = tuple(each.brief if closed else str(each) for each in self._registration.broken)
        offered = {runtime for worker in workers for runtime in worker.runtimes}
        without = tuple(sorted(set(self._parts.runtimes) - offered)) if workers else ()
        serving = [worker for worker in workers if worker.services]
        return Readiness(
            missing=_missing(workers),
            warnings=(
                *(f"no worker offers {runtime}; submissions in it will wait" for runtime in without),
                *(f"no worker {missing}: {_those(stuck, missing)} cannot be graded" for missing in _each(stuck)),
                *broken,
                *(f"worker {worker.id}: {warning}" for worker in workers for warning in worker.warnings),
            ),
            workers=len(workers),
            runtimes=tuple(sorted(offered)),
            runtimes_without_worker=without,
            services=bool(serving),
            sidecars=tuple(sorted({sidecar for worker in serving for sidecar in worker.sidecars})),
            challenges_without_worker=tuple(challenge for challenge, _ in stuck if challenge),
        )

    def _not_gradable(self, workers: list[WorkerInfo]) -> Iterator[tuple[str, str]]:
        """Challenges about services that no worker can grade in any of their runtimes, and what it would need; without
        a name if they are an organisation's."""
        if not workers:
            return
        for published in self._catalogue.all(EVERYTHING):
            challenge = published.challenge
            able = [worker for worker in workers if set(challenge.runtimes) & set(worker.runtimes)]
            if missing := lacking(needs(challenge), able or workers):
                yield challenge.id if published.version.organisation == SHARED else "", missing


def _each(stuck: Sequence[tuple[str, str]]) -> Iterable[str]:
    return dict.fromkeys(missing for _, missing in stuck)


def _those(stuck: Sequence[tuple[str, str]], missing: str) -> str:
    found = [challenge for challenge, lack in stuck if lack == missing]
    named = [challenge for challenge in found if challenge]
    others = len(found) - len(named)
    return ", ".join([*named, *([f"{others} of organisations"] if others else [])])


def _missing(workers: list[WorkerInfo]) -> tuple[str, ...]:
    if not workers:
        return ("workers: no worker is running",)
    if not any(worker.runtimes for worker in workers):
        return ("workers: no worker offers any runtime",)
    served = {queue for worker in workers for queue in worker.queues}
    return tuple(f"workers: none serves the {queue} queue" for queue in QueueName if queue not in served)
