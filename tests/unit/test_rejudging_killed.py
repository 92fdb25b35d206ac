"""A rejudge whose process is killed at any call to the store, before or after that is done, ends as if it was not."""

from collections.abc import Iterator

import pytest

from judge.domain.access import EVERYTHING
from judge.domain.rejudge import Fate, RejudgeState
from judge.domain.submission import State
from tests.fakes.fuse import Fuse, Killed
from tests.fakes.store import FakeStore
from tests.fakes.world import right_report
from tests.unit.rejudge_sample import Staged

SUBMISSIONS = 3
PARTS = ("rejudges", "rejudge_entries", "submissions")


class FusedStore:
    def __init__(self, store: FakeStore, fuse: Fuse) -> None:
        for part in PARTS:
            setattr(self, part, fuse.around(getattr(store, part)))


def run_to_the_end(staged: Staged, fuse: Fuse) -> tuple[str, bool]:
    """Id of a rejudge that was begun, graded and applied, and whether the fuse blew on the way."""
    rejudge_id = staged.begin()
    step = staged.a_step(FusedStore(staged.world.store, fuse))
    blown = False
    for _ in range(20):
        try:
            step()
        except Killed:
            blown = True
            step = staged.a_step()  # whoever comes after
            continue
        staged.grade_shadows()
        if staged.state(rejudge_id) is RejudgeState.READY:
            staged.world.cases.rejudges.apply(rejudge_id, EVERYTHING)
        if staged.state(rejudge_id) is RejudgeState.APPLIED:
            return rejudge_id, blown
    raise AssertionError(f"it is still {staged.state(rejudge_id)}")


def every_call(*, after: bool) -> Iterator[tuple[Staged, str]]:
    """The rejudge killed at the first call, at the second, and so on until there are no more."""
    for number in range(1, 500):
        staged = Staged(SUBMISSIONS)
        rejudge_id, blown = run_to_the_end(staged, Fuse(number, after=after))
        if not blown:
            assert number > 10 * SUBMISSIONS, "this proves nothing"
            return
        yield staged, rejudge_id
    raise AssertionError("it never ends")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_each_submission_is_changed_exactly_once_wherever_it_is_killed(after: bool) -> None:
    for staged, rejudge_id in every_call(after=after):
        for each in staged.submissions:
            record = staged.world.store.submissions.get(each)
            assert (record.state, record.attempt) == (State.FINISHED, 2)
            assert record.rejudges == (rejudge_id,)
            assert len(staged.world.store.submissions.earlier(each)) == 1
            assert staged.world.store.submissions.report(each) == right_report()
        assert [entry.fate for entry in staged.entries(rejudge_id)] == [Fate.APPLIED] * SUBMISSIONS
        assert staged.shadows() == [], "a shadow was made twice"
