"""Leases of cores: one holder each, over all processes of a machine, and nobody's once the holder is gone."""

import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from judge.config import Settings
from judge.domain.errors import SandboxUnavailable
from worker.sandbox.choose import leases
from worker.sandbox.cores import Cores
from worker.sandbox.interface import giving_up


def test_two_who_measure_have_different_cores(tmp_path):
    one, other = Cores((0, 1), folder=tmp_path), Cores((0, 1), folder=tmp_path)
    with one.lease() as first, other.lease() as second:
        assert {first, second} == {(0,), (1,)}


def test_a_third_one_waits_for_its_turn(tmp_path):
    holders = [Cores((0, 1), folder=tmp_path) for _ in range(2)]
    third = Cores((0, 1), folder=tmp_path)
    got = []

    def take():
        with third.lease() as cores:
            got.append(cores)

    with holders[0].lease():
        with holders[1].lease() as given_back:
            waiting = threading.Thread(target=take)
            waiting.start()
            time.sleep(0.1)
            assert got == []
        waiting.join(10)
    assert got == [given_back]


def test_the_same_core_comes_again_while_it_is_free(tmp_path):
    other, own = Cores((0, 1), folder=tmp_path), Cores((0, 1), folder=tmp_path)
    with other.lease(), own.lease() as first:
        pass
    with own.lease() as second:
        assert second == first == own.home


def test_boxes_that_are_acquired_beside_another_share_its_core(tmp_path):
    cores = Cores((0,), folder=tmp_path)
    with cores.lease() as outer, cores.lease() as inner:
        assert inner == outer == (0,)
    with Cores((0,), folder=tmp_path).lease():
        pass


def test_threads_of_one_process_do_not_share_a_core(tmp_path):
    cores = Cores((0, 1), folder=tmp_path)
    found = []

    def take():
        with cores.lease() as mine:
            found.append(mine)

    with cores.lease() as first:
        thread = threading.Thread(target=take)
        thread.start()
        thread.join(10)
    assert found
    assert found != [first]


def hold(folder, ready):
    with Cores((0,), folder=folder).lease():
        ready.set()
        time.sleep(60)


def test_a_killed_holder_leaves_no_lease(tmp_path):
    ready = multiprocessing.Event()
    process = multiprocessing.Process(target=hold, args=(tmp_path, ready))
    process.start()
    assert ready.wait(10)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join(10)
    with Cores((0,), folder=tmp_path).lease() as cores:
        assert cores == (0,)


def test_whoever_gave_up_does_not_wait(tmp_path):
    holder, other = Cores((0,), folder=tmp_path), Cores((0,), folder=tmp_path)
    with holder.lease(), giving_up(lambda: True), pytest.raises(SandboxUnavailable), other.lease():
        pass


def test_several_cores_are_leased_together_or_not_at_all(tmp_path):
    single = Cores((3,), folder=tmp_path)
    pairs = Cores((0, 1, 2, 3), together=2, folder=tmp_path)
    with single.lease(), pairs.lease() as cores:
        assert cores == (0, 1)
        half = Cores((2, 3), together=2, folder=tmp_path)
        with giving_up(lambda: True), pytest.raises(SandboxUnavailable), half.lease():
            pass
        with Cores((2,), folder=tmp_path).lease() as left:
            assert left == (2,)


def test_a_planted_link_is_not_followed(tmp_path):
    (tmp_path / "core-0").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SandboxUnavailable, match="locks"), Cores((0,), folder=tmp_path).lease():
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_locks_can_be_used_by_every_user_of_the_machine(tmp_path):
    folder = tmp_path / "judge-cores"
    with Cores((0,), folder=folder).lease():
        pass
    assert (folder.stat().st_mode & 0o7777, (folder / "core-0").stat().st_mode & 0o777) == (0o1777, 0o444)


@pytest.mark.parametrize(
    ("settings", "together"),
    [({"concurrency": 1}, 4), ({"concurrency": 2}, 2), ({"concurrency": 3}, 1), ({"concurrency": 10}, 1)],
)
def test_cores_are_shared_out_among_those_that_are_graded_at_a_time(monkeypatch, tmp_path: Path, settings, together):
    monkeypatch.setattr("worker.sandbox.choose.own_cores", lambda: (0, 1, 2, 3))
    monkeypatch.setattr("worker.sandbox.cores.lock_folder", lambda: tmp_path)
    with leases(Settings(**settings)).lease() as cores:
        assert cores == tuple(range(together))


def test_shared_cores_are_not_leased(monkeypatch):
    monkeypatch.setattr("worker.sandbox.choose.own_cores", lambda: (0, 1))
    with leases(Settings(cores="shared")).lease() as cores:
        assert cores == ()


def test_whoever_gives_a_core_back_goes_behind_those_who_wait(tmp_path):
    """Taking it again at once, as a worker with a full queue does, would let nobody else have it."""
    busy, waiting = Cores((0,), folder=tmp_path), Cores((0,), folder=tmp_path)
    order = []

    def wait():
        with waiting.lease():
            order.append("waiting")

    with busy.lease():
        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.2)
    for _ in range(3):
        with busy.lease():
            order.append("busy")
    thread.join(10)
    assert order[0] == "waiting"
