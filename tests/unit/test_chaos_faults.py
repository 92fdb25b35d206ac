"""What breaks in a chaos run: boxes are found, and a fault that never happens does not keep the run from its end."""

import os
import random
import subprocess
import threading
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from tests.chaos import faults
from tests.chaos.faults import Havoc
from tests.chaos.part import children_of
from tests.chaos.plan import Plan
from tests.chaos.site import Site

_PLAN = Plan(home=Path("/nonexistent"), submissions=1, seed=1, backend="bubblewrap", pause_s=0.5)


class _Site:
    engine = None

    def __init__(self, decks: int) -> None:
        self.plan = replace(_PLAN, decks=decks, faults=("box killed", "disk full"))


def _havoc(monkeypatch: pytest.MonkeyPatch, decks: int, box: str) -> Havoc:
    monkeypatch.setattr(faults, "_AGAIN_S", 0)
    happen = {"box killed": lambda *_: box, "disk full": lambda *_: "all of it"}
    monkeypatch.setattr(faults, "EVERYWHERE", happen)
    havoc = Havoc(cast(Site, _Site(decks)), random.Random(1), lambda _: None)
    monkeypatch.setattr(havoc._stopped, "wait", lambda _: False)
    havoc.run()
    return havoc


def test_a_fault_that_never_happens_is_waited_for_during_three_decks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _havoc(monkeypatch, 2, box="").dealt()
    havoc = _havoc(monkeypatch, 3, box="")
    assert havoc.dealt()
    assert havoc.counts == {"disk full": 3}


def test_nothing_is_waited_for_when_each_fault_has_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _havoc(monkeypatch, 1, box="3f2a").dealt()


def test_a_child_is_found_whichever_thread_began_it() -> None:
    """A worker's boxes are begun by threads that keep some ready."""
    begun: list[subprocess.Popen[bytes]] = []
    let_go = threading.Event()

    def begin() -> None:
        begun.append(subprocess.Popen(("sleep", "60")))
        ready.set()
        let_go.wait()

    ready = threading.Event()
    thread = threading.Thread(target=begin)
    thread.start()
    ready.wait()
    try:
        assert begun[0].pid in children_of(os.getpid())
    finally:
        begun[0].kill()
        begun[0].wait()
        let_go.set()
        thread.join()
