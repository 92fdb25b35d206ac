"""Whoever has many pending goes behind those who have few; on the store in memory and on the one in Redis."""

import pytest

from judge.domain.errors import Exhausted
from judge.domain.submission import Purpose, QueueName, State
from judge.service.ports import Bound, Query
from judge.store.keys import Key
from tests.contract.samples import new, report
from tests.fakes.store import FakeStore


def order(store, queue: QueueName = QueueName.INTERACTIVE) -> list[str]:
    """The owners in the order in which their submissions are claimed."""
    owners = []
    while lease := store.leases.claim(queue, "w", 10):
        owners.append(store.submissions.get(lease.job.submission).owner)
        store.leases.finish(lease, report())
    return owners


def test_owners_take_turns_however_many_each_has_sent(any_store):
    for owner in ("many", "many", "many", "few"):
        any_store.submissions.create(new(owner=owner))
    assert order(any_store) == ["many", "few", "many", "many"]


def test_one_who_comes_later_begins_where_the_queue_is(any_store):
    for _ in range(3):
        any_store.submissions.create(new(owner="many"))
    for _ in range(2):
        any_store.leases.finish(any_store.leases.claim(QueueName.INTERACTIVE, "w", 10), report())
    any_store.submissions.create(new(owner="late"))
    any_store.submissions.create(new(owner="late"))
    assert order(any_store) == ["many", "late", "late"]


def test_the_position_tells_the_fair_place(any_store):
    for _ in range(2):
        any_store.submissions.create(new(owner="many"))
    last = any_store.submissions.create(new(owner="many")).submission
    few = any_store.submissions.create(new(owner="few"))
    assert few.place.position == 2
    assert [each.position for each in any_store.submissions.places([last, few.submission])] == [4, 2]


def test_who_has_nothing_pending_any_more_has_used_no_share(any_store):
    for record in [any_store.submissions.create(new(owner="many")).submission for _ in range(3)]:
        any_store.submissions.cancel(record.id)
    any_store.submissions.create(new(owner="few"))
    assert any_store.submissions.create(new(owner="many")).place.position == 2
    assert any_store.submissions.create(new(owner="few")).place.position == 3


def shares(store) -> int:
    """How many owners the queues keep a share of."""
    if isinstance(store, FakeStore):
        return len(store.tables.share)
    return sum(store.connection.command("HLEN", Key.SHARE + queue) for queue in QueueName)


def test_no_share_of_either_queue_is_kept_of_who_has_nothing_pending(any_store):
    again = any_store.submissions.create(new(owner="ada")).submission
    assert order(any_store) == ["ada"]
    any_store.submissions.rejudge(again.id)
    any_store.submissions.create(new(owner="ada"))
    for queue in (QueueName.BATCH, QueueName.INTERACTIVE):
        assert shares(any_store) == 2
        any_store.leases.finish(any_store.leases.claim(queue, "w", 10), report())
    assert shares(any_store) == 0


def test_the_first_that_was_judged_again_leaves_the_share_that_others_still_use(any_store):
    bound = Bound(index="pending:/ada", limit=1, code="quota_exceeded")
    records = [any_store.submissions.create(new(owner="ada")).submission for _ in range(3)]
    assert order(any_store) == ["ada"] * 3
    for record in records:
        any_store.submissions.rejudge(record.id)
    any_store.submissions.cancel(records[0].id)
    any_store.submissions.create(new(owner="bob", queue=QueueName.BATCH))
    last = any_store.submissions.create(new(owner="ada", queue=QueueName.BATCH, bounds=(bound,)))
    assert last.place.position == 4, "what is judged again stands before it, and is not held against her"
    assert order(any_store, QueueName.BATCH) == ["bob", "ada", "ada", "ada"]
    assert shares(any_store) == 0


def test_nobody_is_owner_of_what_has_none_so_that_keeps_its_order(any_store):
    records = [any_store.submissions.create(new()).submission for _ in range(4)]
    assert [each.position for each in any_store.submissions.places(records)] == [1, 2, 3, 4]


def test_a_bound_on_a_list_is_checked_when_it_is_stored(any_store):
    bound = Bound(index="attempts:i1:sums", limit=2, code="attempts_used")
    limited = new(indexes=("all", "attempts:i1:sums"), bounds=(bound,))
    for _ in range(2):
        any_store.submissions.create(limited)
    with pytest.raises(Exhausted) as refused:
        any_store.submissions.create(limited)
    assert refused.value.code == "attempts_used"
    assert any_store.submissions.counts()[State.QUEUED] == 2


def test_what_an_owner_has_pending_is_bounded_until_it_is_over(any_store):
    bound = Bound(index="pending:/ann", limit=2, code="quota_exceeded")
    limited = new(owner="ann", bounds=(bound,))
    first = any_store.submissions.create(limited).submission
    any_store.submissions.create(limited)
    any_store.submissions.create(new(owner="bob"))
    lease = any_store.leases.claim(QueueName.INTERACTIVE, "w", 10)
    assert lease.job.submission == first.id
    with pytest.raises(Exhausted):
        any_store.submissions.create(limited)
    any_store.leases.finish(lease, report())
    third = any_store.submissions.create(limited).submission
    with pytest.raises(Exhausted):
        any_store.submissions.create(limited)
    any_store.submissions.cancel(third.id)
    assert any_store.submissions.create(limited)


def test_a_replay_is_no_further_one(any_store):
    bound = Bound(index="pending:/ann", limit=1, code="quota_exceeded")
    keyed = new(owner="ann", bounds=(bound,), key="k", fingerprint="f")
    first = any_store.submissions.create(keyed).submission
    assert any_store.submissions.create(keyed).submission.id == first.id


def test_only_what_counts_is_listed_and_the_rest_is_found_by_its_own_list(any_store):
    counts = any_store.submissions.create(
        new(indexes=("all", "owner:ann"), owner="ann", organisation="acme")
    ).submission
    shadow = any_store.submissions.create(new(indexes=("rejudge:r1",), purpose=Purpose.SHADOW)).submission

    def listed(*within: str) -> list[str]:
        return [record.id for record in any_store.submissions.list(Query(within=within)).submissions]

    assert listed() == listed("all") == listed("owner:ann") == listed("all", "owner:ann") == [counts.id]
    assert listed("rejudge:r1") == [shadow.id]
    assert listed("owner:bob") == []
    assert (counts.owner, counts.organisation, counts.purpose) == ("ann", "acme", Purpose.COUNTS)
    assert any_store.submissions.get(shadow.id).purpose is Purpose.SHADOW
