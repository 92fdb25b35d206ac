"""The worker's composition root: the parts of a child that grades, and those of the main process that does not."""

from dataclasses import dataclass

from judge.config import Settings
from judge.queue import CeleryDispatch
from judge.runtimes import load_catalogue
from judge.service.ports import Dispatch, Leases, WorkerInfo
from judge.sidecars import load_sidecars
from judge.steps import build_conductor
from judge.store.store import open_store
from worker.app import Front, worker_name
from worker.pipeline import Pipeline
from worker.reaper import Reaper
from worker.sandbox.choose import Catalogues, Owner, choose, open_sandbox
from worker.sandbox.interface import Sandbox

_PATIENCE_S = 10
"""The main process asks the engine small things, and is asked for signs of life itself every 15 seconds."""


@dataclass(frozen=True, slots=True)
class Grader:
    """What a child grades with."""

    leases: Leases
    dispatch: Dispatch
    pipeline: Pipeline
    sandbox: Sandbox

    def offers(self) -> tuple[str, ...]:
        serves = self.sandbox.serves()
        service = ("service", *(f"sidecar:{each}" for each in serves.sidecars)) if serves.services else ()
        return (*(f"runtime:{name}" for name in self.sandbox.offers()), *service)

    def close(self) -> None:
        self.sandbox.close()


class Wiring:
    """Both halves of one worker. Its name, backend and site are settled before the fork, so that all agree on them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.worker = worker_name()
        self.backend = choose(settings)

    def grader(self, settings: Settings) -> Grader:
        """Called in a child. Raises SandboxUnavailable."""
        store = open_store(settings)
        catalogues = Catalogues(load_catalogue(), load_sidecars())
        owner = Owner(store.workers.site(), self.worker)
        sandbox = open_sandbox(self.backend, settings, catalogues, owner)
        pipeline = Pipeline(sandbox, store.packages, catalogues.runtimes, sidecars=catalogues.sidecars)
        return Grader(store.leases, CeleryDispatch(settings), pipeline, sandbox)

    def front(self, settings: Settings) -> Front:
        """Called in the main process once the children run. Raises SandboxUnavailable."""
        store = open_store(settings)
        cold = settings.model_copy(update={"warm": ()})
        catalogues = Catalogues(load_catalogue(), load_sidecars())
        owner = Owner(store.workers.site(), self.worker, patience_s=_PATIENCE_S)
        sandbox = open_sandbox(self.backend, cold, catalogues, owner)

        def describe() -> WorkerInfo:
            offer = sandbox.serves()
            return WorkerInfo(
                id=self.worker,
                runtimes=sandbox.offers(),
                queues=settings.queues,
                backend=self.backend,
                concurrency=settings.concurrency,
                services=offer.services,
                sidecars=offer.sidecars,
            )

        dispatch = CeleryDispatch(settings)
        return Front(
            leases=store.leases,
            dispatch=dispatch,
            workers=store.workers,
            turns=store.turns,
            describe=describe,
            duties=(
                Reaper(sandbox.reap, store.workers, self.worker),
                build_conductor(settings, store, dispatch, self.worker),
            ),
        )
