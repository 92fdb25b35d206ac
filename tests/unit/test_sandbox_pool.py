"""The pool's promise: whatever it made, it destroys, whenever it is closed."""

import contextlib
import threading
import time

import pytest

from judge.domain.errors import NoBox, SandboxUnavailable
from worker.sandbox.cores import Cores
from worker.sandbox.interface import giving_up
from worker.sandbox.pool import Pool


class Thing:
    def __init__(self):
        self.uses = 0

    def begin(self):
        self.uses += 1

    def reset(self):
        return []


class Maker:
    """``hold`` is awaited by every ``make`` in the background."""

    def __init__(self):
        self.made = []
        self.fitted = []
        self.fits = True
        self.cores = []
        self.destroyed = []
        self.hold = threading.Event()
        self.making = threading.Event()
        self.hold.set()

    def make(self, kind, memory_mib, cores):
        self.making.set()
        self.hold.wait(10)
        self.made.append(Thing())
        self.cores.append(cores)
        return self.made[-1]

    def fit(self, box, memory_mib, cores):
        self.fitted.append((box, cores))
        return self.fits

    def destroy(self, box):
        self.destroyed.append(box)

    @property
    def left(self):
        return [box for box in self.made if box not in self.destroyed]


@pytest.fixture
def maker():
    return Maker()


def test_a_clean_box_is_lent_again_and_a_fresh_one_never(maker):
    pool = Pool(maker, reuses=10)
    with pool.lend("kind", 1, fresh=False) as first:
        pass
    with pool.lend("kind", 1, fresh=False) as second:
        assert second is first
    with pool.lend("kind", 1, fresh=True) as third:
        assert third is not first
    pool.close()
    assert maker.left == []


def test_a_box_that_comes_back_after_the_end_is_destroyed(maker):
    pool = Pool(maker, reuses=10)
    with pool.lend("kind", 1, fresh=True):
        pool.close()
    assert maker.left == []


def test_a_clean_box_that_comes_back_after_the_end_is_destroyed_too(maker):
    pool = Pool(maker, reuses=10)
    with pool.lend("kind", 1, fresh=False):
        pool.close()
    assert maker.left == []


def test_a_box_that_is_being_made_when_the_pool_is_closed_is_destroyed(maker):
    pool = Pool(maker, reuses=10)
    maker.hold.clear()
    pool.warm("kind", 1)
    assert maker.making.wait(5)
    closing = threading.Thread(target=pool.close)
    closing.start()
    time.sleep(0.05)
    maker.hold.set()
    closing.join(5)
    assert len(maker.made) == 1
    assert maker.left == []


def test_a_box_that_cannot_be_changed_is_replaced(maker):
    pool = Pool(maker, reuses=10)
    with pool.lend("kind", 1, fresh=False) as first:
        pass
    maker.fits = False
    with pool.lend("kind", 2, fresh=False) as second:
        assert second is not first
    pool.close()
    assert first in maker.destroyed
    assert maker.left == []


def test_a_box_is_on_the_core_that_was_leased_for_it(maker, tmp_path):
    other = Cores((0, 1), folder=tmp_path)
    pool = Pool(maker, reuses=10, cores=Cores((0, 1), folder=tmp_path))
    with pool.lend("kind", 1, fresh=False):
        assert maker.cores == [(0,)]
    with other.lease() as taken, pool.lend("kind", 1, fresh=False) as box:
        assert (taken, maker.fitted[-1]) == ((0,), (box, (1,)))
    pool.close()


def test_a_lease_ends_with_the_loan(maker, tmp_path):
    pool = Pool(maker, reuses=10, cores=Cores((0,), folder=tmp_path))
    with pytest.raises(RuntimeError), pool.lend("kind", 1, fresh=False):
        raise RuntimeError("grading failed")
    with giving_up(lambda: True), Cores((0,), folder=tmp_path).lease() as cores:
        assert cores == (0,)
    pool.close()


class Mortal(Thing):
    """``dead``: the engine ended it while nobody looked."""

    dead = False

    def begin(self):
        if self.dead:
            raise SandboxUnavailable("the box is gone")
        super().begin()


class MortalMaker(Maker):
    def make(self, kind, memory_mib, cores):
        self.made.append(Mortal())
        return self.made[-1]


def test_idle_boxes_that_died_cost_nobody_an_attempt():
    maker = MortalMaker()
    pool = Pool(maker, reuses=10)
    with contextlib.ExitStack() as lent:
        boxes = [lent.enter_context(pool.lend("kind", 1, fresh=False)) for _ in range(3)]
    for box in boxes:
        box.dead = True
    with pool.lend("kind", 1, fresh=False) as box:
        assert box not in boxes
    pool.close()
    assert maker.left == []


def test_a_new_box_that_does_not_answer_is_a_failure_and_is_destroyed():
    maker = MortalMaker()
    pool = Pool(maker, reuses=10)
    Mortal.dead = True
    try:
        with pytest.raises(NoBox), pool.lend("kind", 1, fresh=False):
            pass
    finally:
        Mortal.dead = False
    pool.close()
    assert maker.left == []
