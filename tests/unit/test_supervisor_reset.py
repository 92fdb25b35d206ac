"""A box is proved clean, or the worker destroys it: memory that is still on its way back is not a reason to."""

import os

import pytest

from worker.supervisor import reset, usage
from worker.supervisor.meter import Baseline

MIB = 1 << 20
AT_FIRST = 10 * MIB


class Clock:
    """``at`` goes on when somebody sleeps."""

    def __init__(self):
        self.at = 100.0

    def monotonic(self):
        return self.at

    def sleep(self, seconds):
        self.at += seconds


class Box:
    """A watcher of a box with nothing in it; ``held`` is what each look at its memory sees, the last one for ever."""

    name = "box"
    baseline = Baseline(program_bytes=AT_FIRST, kernel_bytes=0, own_bytes=0)

    def __init__(self, held):
        self.reaper = self.usage = self.sysv = self
        self._held = list(held)
        self.looks = 0

    def spared(self):
        return set()

    def end_all(self, uid, spared):
        pass

    def found(self):
        return []

    def memory_bytes(self):
        self.looks += 1
        return (self._held.pop(0) if len(self._held) > 1 else self._held[0]), 0


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(reset, "time", clock)
    monkeypatch.setattr(reset.files, "empty", lambda places: None)
    monkeypatch.setattr(reset, "_leftover_files", list)
    monkeypatch.setattr(usage, "processes", lambda: [os.getpid()])
    monkeypatch.setattr(usage, "own_bytes", lambda: 0)
    return clock


def test_memory_that_comes_back_a_moment_later_was_not_left(clock):
    """Kernels give back in the background what processes had that are gone, and later where the machine is busy."""
    box = Box([AT_FIRST + 70 * MIB, AT_FIRST + 30 * MIB, AT_FIRST])
    assert reset.clean(box, 1000, own_network=False) == []


def test_a_machine_that_stood_still_meanwhile_has_given_nothing_back(clock, monkeypatch):
    monkeypatch.setattr(clock, "sleep", lambda seconds: setattr(clock, "at", clock.at + 3))
    box = Box([AT_FIRST + 70 * MIB, AT_FIRST + 50 * MIB, AT_FIRST + 30 * MIB, AT_FIRST])
    assert reset.clean(box, 1000, own_network=False) == []


def test_memory_that_stays_is_left(clock):
    box = Box([AT_FIRST + 70 * MIB])
    assert reset.clean(box, 1000, own_network=False) == [f"{70 * MIB} bytes more memory in use than at the start"]
    assert 0.4 < clock.at - 100 < 5


def test_a_box_that_is_clean_is_looked_at_once(clock):
    box = Box([AT_FIRST + MIB])
    assert reset.clean(box, 1000, own_network=False) == []
    assert (box.looks, clock.at) == (1, 100.0)
