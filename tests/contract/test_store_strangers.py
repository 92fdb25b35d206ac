"""What the store keeps of one organisation says nothing to another one, and takes nothing from it."""

from dataclasses import replace

import pytest

from judge.domain.errors import Busy
from judge.domain.submission import Purpose, QueueName, pending_list
from judge.service.ports import Bound, Query
from tests.contract.samples import new, report


def test_namesakes_of_two_organisations_have_a_share_of_the_queue_each(any_store):
    for organisation in ("acme", "acme", "acme", "other"):
        any_store.submissions.create(new(owner="ada", organisation=organisation))
    served = []
    while lease := any_store.leases.claim(QueueName.INTERACTIVE, "w", 10):
        served.append(any_store.submissions.get(lease.job.submission).organisation)
        any_store.leases.finish(lease, report())
    assert served == ["acme", "other", "acme", "acme"]


def test_what_a_namesake_has_pending_is_not_held_against_anybody(any_store):
    for organisation in ("acme", "other"):
        bound = Bound(index=pending_list(organisation, "ada"), limit=1, code="quota_exceeded")
        assert any_store.submissions.create(new(owner="ada", organisation=organisation, bounds=(bound,)))


def test_a_cursor_is_the_id_of_one_that_was_listed_and_not_of_somebody_elses(any_store):
    mine, theirs = (("all", f"owner:{owner}", "challenge:rare") for owner in ("ada", "bob"))
    for _ in range(2):  # so that the list of the challenge is the shorter one, and walked
        any_store.submissions.create(new(indexes=("all", "owner:ada")))
    ids = [any_store.submissions.create(new("rare", indexes=lists)).submission.id for lists in (mine, theirs, mine)]
    first = Query(challenge="rare", within=("owner:ada",), limit=1)
    page = any_store.submissions.list(first)
    assert ([each.id for each in page.submissions], page.cursor) == ([ids[2]], ids[2])
    rest = any_store.submissions.list(replace(first, cursor=page.cursor))
    assert ([each.id for each in rest.submissions], rest.cursor) == ([ids[0]], "")


@pytest.mark.parametrize("purpose", [Purpose.KNOWN, Purpose.SHADOW])
def test_what_the_judge_sends_by_itself_leaves_half_of_the_queue_to_people(any_store, purpose: Purpose):
    for _ in range(3):
        any_store.submissions.create(new(purpose=purpose, queue=QueueName.BATCH))
    with pytest.raises(Busy):
        any_store.submissions.create(new(purpose=purpose, queue=QueueName.BATCH))
    for _ in range(2):
        any_store.submissions.create(new())
    with pytest.raises(Busy):
        any_store.submissions.create(new())
