"""What the main process of a worker does beside consuming begins as soon as it can, and not only at once."""

import subprocess
import sys
import time
from pathlib import Path

from judge.config import Settings
from judge.domain.errors import SandboxUnavailable
from judge.service.ports import WorkerInfo
from tests.fakes.store import FakeDispatch, FakeStore
from worker import app
from worker.app import Front, Main
from worker.drain import Drain


def test_a_worker_that_starts_while_its_engine_is_away_speaks_once_that_is_back(monkeypatch):
    monkeypatch.setattr(app, "INTERVAL_S", 0.01)
    store = FakeStore()
    info = WorkerInfo(id="w", runtimes=("go",), queues=(), backend="docker", concurrency=1)
    failures = [SandboxUnavailable("no Docker engine answers")] * 3

    def make_front(_settings: Settings) -> Front:
        if failures:
            raise failures.pop()
        return Front(
            leases=store.leases,
            dispatch=FakeDispatch(),
            workers=store.workers,
            turns=store.turns,
            describe=lambda: info,
        )

    main = Main(Settings(), make_front, "w", Drain(0))
    main.start()
    assert store.workers.live() == []
    deadline = time.monotonic() + 20
    while not store.workers.live() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert store.workers.live() == [info]
    main.stop()
    assert store.workers.live() == []


def test_a_worker_that_has_left_does_not_come_back_with_a_late_answer():
    store = FakeStore()
    info = WorkerInfo(id="w", runtimes=(), queues=(), backend="docker", concurrency=1)

    def describe() -> WorkerInfo:
        presence.leave()
        return info

    presence = app.Presence(store.workers, describe)
    presence()
    assert store.workers.live() == []


NAMES = """
import os, socket
from worker.app import worker_name
socket.gethostname, os.getpid = lambda: "container", lambda: 1
print(worker_name(), flush=True)
if os.fork() == 0:
    print(worker_name(), flush=True)
    os._exit(0)
os.wait()
"""


def test_a_worker_in_the_place_of_a_dead_one_has_another_name_and_its_children_share_it():
    def names() -> list[str]:
        command = (sys.executable, "-c", NAMES)
        done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
        return done.stdout.split()

    (first, child), (second, _) = names(), names()
    assert first.startswith("container:1:")
    assert (child, first != second) == (first, True)
