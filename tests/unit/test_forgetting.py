"""What grew on the shelves goes when nobody can use it any more, and nothing else does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from judge.domain.access import EVERYTHING
from judge.domain.similarity import Comparison
from judge.service import forgetting
from judge.service.forgetting import LOOK_EVERY_S, Forgetting
from tests.unit.rejudge_sample import Staged

RETENTION = timedelta(days=30)


class Later:
    """The step over a store, some days from now."""

    def __init__(self, staged: Staged, days: float) -> None:
        self.clock = 0.0
        now = datetime.now(UTC) + timedelta(days=days)
        self.step = Forgetting(staged.world.store, RETENTION, lambda: now, lambda: self.clock)


def test_an_applied_rejudge_goes_with_all_its_entries_when_its_submissions_are_past_their_retention() -> None:
    staged = Staged()
    staged.applied()
    store = staged.world.store
    Later(staged, 29).step()
    assert (store.rejudges.count(), store.rejudge_entries.count()) == (1, 3)
    Later(staged, 31).step()
    assert (store.rejudges.count(), store.rejudge_entries.count()) == (0, 0)


def test_it_is_kept_from_when_it_was_applied_however_long_ago_it_was_begun() -> None:
    staged = Staged()
    applied = staged.applied()
    began = datetime.now(UTC) - timedelta(days=20)
    staged.world.store.rejudges.update(applied, lambda each: replace(each, created_at=began))
    Later(staged, 29).step()
    assert staged.world.store.rejudges.count() == 1


def test_one_that_nobody_applied_goes_too_and_one_under_way_stays() -> None:
    staged = Staged()
    staged.ready()
    under_way = staged.begin(EVERYTHING)
    Later(staged, 31).step()
    assert [each.id for each in staged.world.store.rejudges.everything()] == [under_way]


def test_many_entries_go_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    staged = Staged(5)
    staged.applied()
    later = Later(staged, 31)
    left = []
    for _ in range(3):
        later.step()
        left.append((staged.world.store.rejudges.count(), staged.world.store.rejudge_entries.count()))
    assert left == [(1, 3), (1, 1), (0, 0)]


def test_when_there_is_nothing_it_does_not_look_in_every_round() -> None:
    staged = Staged()
    later = Later(staged, 31)
    later.step()
    staged.applied()
    later.step()
    assert staged.world.store.rejudges.count() == 1
    later.clock += LOOK_EVERY_S
    later.step()
    assert staged.world.store.rejudges.count() == 0


def test_an_old_comparison_goes() -> None:
    staged = Staged()
    shelf = staged.world.store.comparisons
    shelf.add(Comparison(id="c", challenge="adder", package="p", people=(), created_at=datetime.now(UTC)))
    Later(staged, 29).step()
    assert shelf.count() == 1
    Later(staged, 31).step()
    assert shelf.count() == 0
