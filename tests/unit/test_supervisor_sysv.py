"""System V objects without a table of them: gVisor tells how many there are, and hands out ids in order."""

import pytest

from worker.supervisor import sysv, sysv_counts


class Kernel:
    """Objects of one kind after the other; ``asked`` are the ids that somebody tried to remove."""

    def __init__(self) -> None:
        self.alive = {kind: set() for kind in sysv.KINDS}
        self.last = dict.fromkeys(sysv.KINDS, 0)
        self.asked = []

    def make(self, kind, count=1):
        for _ in range(count):
            self.alive[kind].add(self.last[kind])
            self.last[kind] += 1

    def next_id(self, kind):
        self.last[kind] += 1
        return self.last[kind] - 1

    def remove(self, kind, number):
        self.asked.append((kind, number))
        self.alive[kind].discard(number)


@pytest.fixture
def kernel(monkeypatch):
    kernel = Kernel()
    monkeypatch.setattr(sysv_counts, "count", lambda kind: len(kernel.alive[kind]))
    monkeypatch.setattr(sysv_counts, "next_id", kernel.next_id)
    monkeypatch.setattr(sysv_counts, "remove", kernel.remove)
    monkeypatch.setattr(sysv, "as_user", lambda uid, act: act())
    return kernel


def test_where_there_are_none_nothing_is_tried(kernel):
    objects = sysv.Uncatalogued()
    objects.remove(1000)
    assert (objects.found(), kernel.asked) == ([], [])


def test_all_that_was_made_since_the_last_time_is_removed(kernel):
    objects = sysv.Uncatalogued()
    for _ in range(2):
        kernel.make("msg", 3)
        kernel.make("shm")
        assert objects.found() == [("msg", 3), ("shm", 1)]
        kernel.asked.clear()
        objects.remove(1000)
        assert objects.found() == []
        assert len(kernel.asked) <= 6


def test_whoever_uses_up_ids_costs_no_more_time_than_the_box_is_worth(kernel):
    objects = sysv.Uncatalogued()
    kernel.make("sem")
    kernel.last["sem"] += 1_000_000
    objects.remove(1000)
    assert len(kernel.asked) == sysv._MOST_IDS
    assert objects.found() == [("sem", 1)]


def test_what_cannot_be_counted_makes_no_box(monkeypatch):
    monkeypatch.setattr(sysv.os.path, "exists", lambda path: False)

    def nobody_tells(kind):
        raise OSError("nobody tells")

    monkeypatch.setattr(sysv_counts, "next_id", nobody_tells)
    with pytest.raises(OSError, match="nobody tells"):
        sysv.find()
