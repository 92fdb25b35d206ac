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


def test_a_box_that_is_worn_is_replaced(maker):
    pool = Pool(maker, reuses=2)
    lent = []
    for _ in range(4):
        with pool.lend("kind", 1, fresh=False) as box:
            lent.append(box)
    pool.close()
    assert lent[0] is lent[1]
    assert lent[0] not in lent[2:]
    assert maker.left == []


@pytest.mark.parametrize("lost", [False, True])
def test_a_box_that_is_not_proved_clean_is_lent_to_nobody(maker, lost):
    def unclean():
        if lost:
            raise SandboxUnavailable("the box is lost")
        return ["a process is left"]

    pool = Pool(maker, reuses=10)
    with pool.lend("kind", 1, fresh=False) as first:
        first.reset = unclean
    with pool.lend("kind", 1, fresh=False) as second:
        assert second is not first
    pool.close()
    assert first in maker.destroyed


def test_a_box_of_one_kind_is_none_of_another(maker):
    pool = Pool(maker, reuses=10)
    with pool.lend("kind", 1, fresh=False) as first:
        pass
    with pool.lend("other", 1, fresh=False) as second:
        assert second is not first
    pool.close()


def test_no_more_boxes_are_kept_than_there_may_be_idle(maker):
    pool = Pool(maker, reuses=10, most_idle=2)
    with contextlib.ExitStack() as lent:
        for _ in range(5):
            lent.enter_context(pool.lend("kind", 1, fresh=False))
    settle(pool)
    assert len(maker.left) == 2
    pool.close()
    assert maker.left == []


def settle(pool):
    """Wait until the background thread has done what there was to do."""
    done = threading.Event()
    pool._later(done.set)
    assert done.wait(10)


def test_a_chore_that_fails_does_not_end_those_after_it(maker):
    pool = Pool(maker, reuses=10)
    broken, destroy = [], maker.destroy

    def fail(box):
        broken.append(box)
        maker.destroy = destroy
        raise RuntimeError("the engine said no")

    maker.destroy = fail
    for _ in range(2):
        with pool.lend("kind", 1, fresh=True):
            pass
    settle(pool)
    pool.close()
    assert maker.left == broken[:1]


def test_a_box_is_made_ahead_of_need_only_where_none_is_idle(maker):
    pool = Pool(maker, reuses=10)
    for _ in range(3):
        pool.warm("kind", 1)
    settle(pool)
    assert len(maker.made) == 1
    with pool.lend("kind", 1, fresh=True) as box:
        assert box is maker.made[0], "nobody used it before"
    pool.close()


def test_a_box_that_was_lost_in_use_is_destroyed_and_another_one_made(maker):
    pool = Pool(maker, reuses=10)
    with pytest.raises(RuntimeError), pool.lend("kind", 1, fresh=False) as box:
        raise RuntimeError("the box is lost")
    settle(pool)
    assert maker.destroyed == [box]
    assert len(maker.left) == 1
    pool.close()
