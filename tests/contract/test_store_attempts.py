"""What is kept of attempts that failed: how often a box was broken, and how long until the next one."""

import time

import pytest
import redis

from judge.config import Settings
from judge.domain.verdict import Verdict
from judge.store.keys import Key
from judge.store.store import open_store
from tests.contract.samples import new, report

pytestmark = pytest.mark.redis


def test_how_often_a_submission_broke_its_box_is_known_until_it_is_judged_again(any_store):
    record = any_store.submissions.create(new()).submission
    for broken in (False, True):
        lease = any_store.leases.claim(record.queue, "w", 10)
        any_store.leases.note(lease, "the box is lost", broken=broken)
        any_store.leases.give_back(lease)
    lease = any_store.leases.claim(record.queue, "w", 10)
    assert (lease.tries, lease.broken) == (3, 1)
    any_store.leases.finish(lease, report(Verdict.JUDGE_ERROR))
    again = any_store.submissions.rejudge(record.id)
    assert any_store.leases.claim(again.queue, "w", 10).broken == 0


def test_pauses_of_attempts_that_do_not_count_grow(redis_url):
    """Sixty of them last through most of an hour, not five minutes."""
    store = open_store(Settings(redis_url=redis_url))
    record = store.submissions.create(new()).submission
    with redis.Redis.from_url(redis_url) as client:
        pauses = []
        for _ in range(3):
            store.leases.give_back(store.leases.claim(record.queue, "w", 10), pause_s=0.1, counts=False)
            pauses.append(int(client.hget(Key.SUBMISSION + record.id, "lease")))
            time.sleep(pauses[-1] / 1000 + 0.05)
            list(store.leases.requeue_expired())
    assert pauses == [100, 200, 300]
