"""A box is proved clean, or the worker destroys it: memory that is still on its way back is not a reason to."""

import os
from pathlib import Path

import pytest

from worker.supervisor import layout, reset, usage
from worker.supervisor.meter import Baseline
from worker.supervisor.procs import StillAlive

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


def dirty(monkeypatch, box=None, *, own_network=False, **broken):
    """What is left in a box of which ``broken`` is not as it should be."""
    box = box or Box([AT_FIRST])
    for name, found in broken.items():
        monkeypatch.setattr(box, name, found)
    return reset.clean(box, 1000, own_network=own_network)


def test_processes_and_objects_that_are_left_make_a_box_unclean(clock, monkeypatch):
    assert dirty(monkeypatch, found=lambda: [("shm", 3)]) == ["a System V object (shm 3)"]
    monkeypatch.setattr(usage, "processes", lambda: [os.getpid(), 4_000_000])
    assert dirty(monkeypatch) == ["1 unexpected or missing processes"]


def test_a_zygote_that_is_gone_makes_a_box_unclean(clock, monkeypatch):
    assert dirty(monkeypatch, spared=lambda: {4_000_000}) == ["1 unexpected or missing processes"]


@pytest.mark.parametrize("error", [StillAlive("3 processes survived"), OSError("read-only file system")])
def test_a_box_that_cannot_be_emptied_is_unclean(clock, monkeypatch, error):
    def fail(*_):
        raise error

    assert dirty(monkeypatch, end_all=fail) == [f"could not clean: {error}"]


def test_connections_are_looked_for_in_a_network_of_its_own_only(clock, monkeypatch):
    monkeypatch.setattr(reset, "_leftover_connections", lambda watcher: ["tcp connections that have not ended"])
    assert dirty(monkeypatch, own_network=True) == ["tcp connections that have not ended"]
    assert dirty(monkeypatch, own_network=False) == []


@pytest.fixture
def places(monkeypatch, tmp_path):
    """The folders of a box, as they were made."""
    for name in ("work", "tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(0o1777)
    monkeypatch.setattr(layout, "BOX", str(tmp_path))
    monkeypatch.setattr(layout, "WORK", str(tmp_path / "work"))
    monkeypatch.setattr(layout, "SCRATCH", (str(tmp_path / "tmp"),))
    monkeypatch.setattr(layout, "OPEN", (str(tmp_path / "work"), str(tmp_path / "tmp")))
    monkeypatch.setattr(
        reset.os, "lstat", lambda path: os.stat_result((Path(path).stat().st_mode, 1, 1, 1, 0, *[0] * 5))
    )
    return tmp_path


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda box: (box / "tmp" / "left").touch(), "tmp is not empty"),
        (lambda box: (box / "more").mkdir(), "holds something unknown"),
        (lambda box: (box / "work").chmod(0o777), "work changed hands"),
        (lambda box: (box / "work").chmod(0o4777), "work changed hands"),
    ],
)
def test_files_and_folders_that_are_not_as_at_first_make_a_box_unclean(places, spoil, problem):
    assert reset._leftover_files() == []
    spoil(places)
    (found,) = reset._leftover_files()
    assert found.endswith(problem)
