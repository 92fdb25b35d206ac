"""Full load: so many submissions in flight, and processes that keep every core busy meanwhile."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from tests.e2e.judge_server import JudgeServer
from tests.stable.graded import Graded
from tests.stable.plan import Known

AT_ONCE = 10
_BURN = "while True: pass"
_NICE = 10
_LONGEST_S = 3600.0


def post(judge: JudgeServer, known: Known) -> str:
    """The id of a new submission of it."""
    answer = judge.client.post(
        "/api/v1/submissions",
        data={"challenge": known.challenge.id, "runtime": known.submission.runtime},
        files={"archive": ("submission.tar.gz", known.archive)},
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def grade(judge: JudgeServer, known: Known, round_: int) -> Graded:
    record = judge.record(post(judge, known), within_s=_LONGEST_S)
    return Graded.of(known.name, known.submission.expected, round_, record)


def grade_all(
    judge: JudgeServer,
    todo: Iterable[tuple[int, Known]],
    *,
    at_once: int = AT_ONCE,
    go_on: Callable[[], bool] = lambda: True,
) -> Iterator[Graded]:
    """Each of ``todo`` (round, known submission), as they end; none is begun any more once ``go_on`` says no."""
    left = iter(todo)
    lock = threading.Lock()

    def next_one() -> Graded | None:
        with lock:
            each = next(left, None) if go_on() else None
        return grade(judge, each[1], each[0]) if each else None

    with ThreadPoolExecutor(at_once) as pool:
        under_way = {pool.submit(next_one) for _ in range(at_once)}
        while under_way:
            ended, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            found = [graded for graded in (each.result() for each in ended) if graded]
            under_way |= {pool.submit(next_one) for _ in found}
            yield from found


@contextlib.contextmanager
def burners(count: int = os.cpu_count() or 1) -> Iterator[None]:
    """Busy processes; what is measured comes before them."""
    burning = [
        subprocess.Popen((sys.executable, "-c", _BURN), preexec_fn=lambda: os.nice(_NICE))  # noqa: PLW1509 - no threads yet
        for _ in range(count)
    ]
    try:
        yield
    finally:
        for process in burning:
            process.kill()
            process.wait()
