"""A program that nobody waits for any more is ended with its box, long before its time is over."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from judge.domain.errors import SandboxUnavailable
from judge.domain.limits import Limits
from tests.backends import Backend, open_sandbox
from worker.sandbox.interface import BoxSpec, RunRequest, Sandbox, giving_up

SLOW = Limits(cpu_s=60, wall_s=240)
SLEEPER = {"main.py": b"import time\ntime.sleep(200)\n"}
REQUEST = RunRequest(argv=("python3", "main.py"), limits=SLOW)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(Backend.BUBBLEWRAP, marks=pytest.mark.bubblewrap),
        pytest.param(Backend.RUNC, marks=pytest.mark.docker),
    ],
)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with open_sandbox(request.param) as sandbox:
        yield sandbox


@contextmanager
def given_up_soon() -> Iterator[None]:
    stopped = threading.Event()
    timer = threading.Timer(0.5, stopped.set)
    timer.start()
    with giving_up(stopped.is_set):
        yield
    timer.join()


def run(sandbox: Sandbox, times: int) -> None:
    with sandbox.acquire(BoxSpec(runtime="python", limits=SLOW)) as box:
        box.put(SLEEPER)
        list(box.run_each([REQUEST] * times))


@pytest.mark.parametrize("times", [1, 3])
def test_a_program_is_given_up_and_so_are_those_after_it(sandbox: Sandbox, times: int) -> None:
    with given_up_soon(), pytest.raises(SandboxUnavailable, match="nobody waits"):
        run(sandbox, times)


def test_the_next_submission_gets_another_box(sandbox: Sandbox) -> None:
    with sandbox.acquire(BoxSpec(runtime="python", limits=SLOW)) as box:
        assert box.run(RunRequest(argv=("python3", "-c", "print(1)"), limits=SLOW)).stdout == b"1\n"
