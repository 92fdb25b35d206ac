"""Webhooks over a real Redis and a real receiver, with a courier that is killed at the worst moment."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from judge.config import Settings
from judge.domain.access import EVERYTHING
from judge.domain.webhooks import DeliveryState
from judge.hooks import webhook_parts
from judge.service.webhooks import NewHook, WebhookCases
from judge.store.store import Store, open_store
from tests.contract.samples import new, report
from tests.receiver import Receiver, receiving, sleeps, status

pytestmark = pytest.mark.redis

LANE_S = 20
"""Longer than any stall between sending and noting: a lane that is over then is another courier's, who sends again."""
SOON_S = 2
"""For the test that waits until a dead courier's lane is over."""
ALLOW = "127.0.0.0/8"


@contextmanager
def courier(redis_url: str, lane_s: float = LANE_S) -> Iterator[subprocess.Popen[bytes]]:
    """A process that delivers; it is killed at the end, if it was not before."""
    environment = {**os.environ, "JUDGE_REDIS_URL": redis_url, "JUDGE_WEBHOOK_ALLOW": ALLOW}
    process = subprocess.Popen([sys.executable, "-m", "tests.courier_process", str(lane_s)], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(redis_url: str) -> Settings:
    return Settings(redis_url=redis_url, webhook_allow=ALLOW)


@pytest.fixture
def store(settings: Settings) -> Store:
    return open_store(settings)


@pytest.fixture
def cases(settings: Settings, store: Store) -> WebhookCases:
    return WebhookCases(webhook_parts(settings, store))


def end_one(store: Store) -> str:
    record = store.submissions.create(new(organisation="acme", owner="ann")).submission
    lease = store.leases.claim(record.queue, "w", 10)
    assert store.leases.finish(lease, report())
    return record.id


def hook(cases: WebhookCases, receiver: Receiver, url: str = "") -> str:
    made = cases.make(
        NewHook(organisation="acme", url=url or receiver.url, events=("submission.finished",)), EVERYTHING
    )
    receiver.secret = receiver.secret or made.secret
    return made.id


def until_delivered(cases: WebhookCases, hook_id: str, number: int = 1) -> None:
    deadline = time.monotonic() + 60
    while True:
        found = cases.deliveries(hook_id, EVERYTHING, "", 50).values
        if [each.state for each in found] == [DeliveryState.DELIVERED] * number:
            return
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def test_what_was_sent_and_not_noted_is_sent_again_with_the_same_id(redis_url, receiver, store, cases):
    receiver.answers = [sleeps(60)]
    hook_id = hook(cases, receiver)
    submission = end_one(store)
    with courier(redis_url, SOON_S) as first:
        receiver.wait_for(1)
        first.kill()
        first.wait(10)
    with courier(redis_url, SOON_S):
        before, after = receiver.wait_for(2)
        until_delivered(cases, hook_id)
    assert before.id == after.id
    assert before.body == after.body
    assert after.body["data"]["id"] == submission
    assert before.verified
    assert after.verified


def test_what_ended_while_nobody_delivered_is_told_later(redis_url, receiver, store, cases):
    hook_id = hook(cases, receiver)
    ended = [end_one(store) for _ in range(20)]
    with courier(redis_url):
        received = receiver.wait_for(20)
        until_delivered(cases, hook_id, 20)
    assert [each.body["data"]["id"] for each in received] == ended, "in the order in which they ended"
    assert len({each.id for each in received}) == 20
    assert len(receiver.received) == 20
    assert all(each.verified for each in received)


def test_two_couriers_at_once_send_each_message_once(redis_url, receiver, store, cases):
    hook_id = hook(cases, receiver)
    with courier(redis_url), courier(redis_url):
        for _ in range(20):
            end_one(store)
        until_delivered(cases, hook_id, 20)
    assert len({each.id for each in receiver.received}) == len(receiver.received) == 20


def test_a_receiver_that_fails_is_asked_again_and_a_slow_one_keeps_nobody_waiting(redis_url, receiver, store, cases):
    with receiving() as slow:
        slow.answers = [sleeps(60)]
        slow_hook = hook(cases, slow)
        receiver.answers = [status(500)]
        hook_id = hook(cases, receiver)
        end_one(store)
        with courier(redis_url):
            slow.wait_for(1)
            first, second = receiver.wait_for(2)
            until_delivered(cases, hook_id)
            (waiting,) = cases.deliveries(slow_hook, EVERYTHING, "", 50).values
    assert first.id == second.id
    (delivery,) = cases.deliveries(hook_id, EVERYTHING, "", 50).values
    assert [each.status for each in delivery.attempts] == [500, 200]
    assert waiting.state is DeliveryState.PENDING
