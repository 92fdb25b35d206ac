"""Places in the queue, on the store in memory and on the one in Redis."""

from judge.service.ports import NewSubmission
from judge.store.store import Store
from tests.fakes.store import FakeStore


def new(key: str = "") -> NewSubmission:
    return NewSubmission(
        challenge="adder",
        challenge_version=1,
        package="sha256:1",
        runtime="python",
        files={"main.py": b"1"},
        idempotency_key=key,
        fingerprint="same",
    )


def test_a_new_submission_is_told_its_place(any_store: FakeStore | Store) -> None:
    assert [any_store.submissions.create(new()).position for _ in range(3)] == [1, 2, 3]


def test_a_replay_tells_the_first_place_again(any_store: FakeStore | Store) -> None:
    ahead = any_store.submissions.create(new()).submission
    first = any_store.submissions.create(new("k"))
    any_store.submissions.cancel(ahead.id)
    again = any_store.submissions.create(new("k"))
    assert (first.position, again.position, again.replayed) == (2, 2, True)
    assert any_store.submissions.position(first.submission) == 1


def test_places_are_told_for_many_at_once(any_store: FakeStore | Store) -> None:
    records = [any_store.submissions.create(new()).submission for _ in range(3)]
    any_store.submissions.cancel(records[0].id)
    assert any_store.submissions.positions(records) == [0, 1, 2]
    assert any_store.submissions.positions([]) == []
