"""A worker whose pipeline does what a submission's files say, with the real queue, store and envelope around it.

``python -m tests.fake_worker`` runs it; ``JUDGE_*`` variables are its settings, as for the real one.

    sleep_s   grade for so long, or until stopped      emits     number of tests to tell
    fail      this many attempts: no sandbox           kill      this many attempts: kill the own process
    fault     this many attempts: a segmentation fault garble    this many attempts: a report that cannot be written
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from judge import logs
from judge.config import Settings
from judge.domain.errors import SandboxUnavailable
from judge.domain.events import Event
from judge.domain.report import Report
from judge.domain.submission import Job
from judge.domain.verdict import Verdict
from judge.queue import CeleryDispatch
from judge.service.ports import Dispatch, Leases, WorkerInfo
from judge.store.store import open_store
from tests.contract.samples import ended
from worker.app import Front, arguments, build_app, worker_name
from worker.tasks import Pipeline


class ObedientPipeline:
    def grade(
        self, job: Job, *, emit: Callable[[Event], None], deliver: Callable[[Report], None], stopped: Callable[[], bool]
    ) -> None:
        def number(name: str) -> float:
            return float(job.files.get(name, b"0"))

        if job.attempt <= number("fail"):
            raise SandboxUnavailable("told to")
        if job.attempt <= number("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        if job.attempt <= number("fault"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if job.attempt <= number("garble"):
            deliver(Report(verdict=Verdict.ACCEPTED, message="\ud800"))
        tests = int(number("emits"))
        for test in range(tests):
            time.sleep(number("sleep_s") / tests)
            emit(ended(f"sample/{test:03}"))
        end = time.monotonic() + number("sleep_s") * (not tests)
        while time.monotonic() < end:
            time.sleep(0.01)
            if stopped():
                return
        deliver(Report(verdict=Verdict.ACCEPTED, score=1, max_score=1, message=f"attempt {job.attempt}"))


@dataclass
class FakeParts:
    leases: Leases
    dispatch: Dispatch
    pipeline: Pipeline

    def offers(self) -> tuple[str, ...]:
        return runtimes()

    def close(self) -> None: ...


def runtimes() -> tuple[str, ...]:
    return tuple(f"runtime:{name}" for name in os.environ.get("FAKE_RUNTIMES", "python").split(","))


def build(settings: Settings) -> FakeParts:
    return FakeParts(open_store(settings).leases, CeleryDispatch(settings), ObedientPipeline())


def make_front(settings: Settings) -> Front:
    store = open_store(settings)
    info = WorkerInfo(
        id=worker_name(),
        runtimes=tuple(name.removeprefix("runtime:") for name in runtimes()),
        queues=settings.queues,
        backend="fake",
        concurrency=settings.concurrency,
    )
    return Front(
        leases=store.leases,
        dispatch=CeleryDispatch(settings),
        workers=store.workers,
        turns=store.turns,
        describe=lambda: info,
    )


def main() -> None:
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log)
    build_app(settings, build=build, front=make_front).worker_main(arguments(settings))


if __name__ == "__main__":
    sys.exit(main())
