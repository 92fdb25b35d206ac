"""Tries: each with the same id, when it is due, until one succeeds; and nobody waits for a slow receiver."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from judge.domain.access import EVERYTHING
from judge.domain.webhooks import DELAYS, Attempt, Delivery, DeliveryState, pause
from judge.service.outgoing import Answer, Message
from judge.service.webhooks import KEPT
from tests.fakes.office import Office


@pytest.fixture
def office() -> Office:
    return Office()


def test_each_try_has_the_same_id_and_comes_when_it_is_due(office: Office) -> None:
    hook = office.hook()
    office.ended()
    office.post.answers = [Answer(500), Answer(0, "no answer within 10 s")]
    office.run()
    office.run()
    assert len(office.post.sent) == 1, "not before its time"
    office.later(DELAYS[0])
    office.run()
    office.later(DELAYS[1])
    office.run()
    assert len({sent.headers["webhook-id"] for sent in office.post.sent}) == 1
    delivery = office.delivery(hook)
    assert [(each.status, each.error) for each in delivery.attempts] == [
        (500, "it answered 500"),
        (0, "no answer within 10 s"),
        (200, ""),
    ]
    assert delivery.state is DeliveryState.DELIVERED
    assert office.store.hooks.get(hook.id).failing_since is None


def test_tries_end_and_then_somebody_may_ask_for_one_more(office: Office) -> None:
    hook = office.hook()
    office.ended()
    office.post.answers = [Answer(500)] * (len(DELAYS) + 1)
    office.run()
    for delay in DELAYS:
        office.later(delay)
        office.run()
    failed = office.delivery(hook)
    assert (failed.state, failed.next_at, len(failed.attempts)) == (DeliveryState.FAILED, None, len(DELAYS) + 1)
    office.later(timedelta(days=1))
    office.run()
    assert len(office.post.sent) == len(DELAYS) + 1
    office.cases.webhooks.resend(hook.id, failed.id, EVERYTHING)
    office.run()
    assert office.delivery(hook).state is DeliveryState.DELIVERED
    assert office.post.sent[-1].headers["webhook-id"] == failed.id


def test_pauses_are_spread_by_a_fifth_to_either_side() -> None:
    for tries, delay in enumerate(DELAYS):
        assert (pause(tries, 0.0), pause(tries, 0.5), pause(tries, 1.0)) == (delay * 0.8, delay, delay * 1.2)


def test_killed_between_sending_and_noting_it_is_sent_again_with_the_same_id(office: Office) -> None:
    hook = office.hook()
    office.ended()

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    noting = office.store.deliveries.update
    office.store.deliveries.update = killed  # type: ignore[method-assign]  # killed here
    with pytest.raises(Killed):
        office.run()
    office.store.deliveries.update = noting  # type: ignore[method-assign]  # as it was
    office.courier = office.a_courier("w2")
    office.run()
    assert len(office.post.sent) == 1, "the turn of the killed one is not over yet"
    office.store.turns = type(office.store.turns)()
    office.courier = office.a_courier("w2")
    office.run()
    assert len(office.post.sent) == 2
    assert len({sent.headers["webhook-id"] for sent in office.post.sent}) == 1
    assert office.delivery(hook).state is DeliveryState.DELIVERED


def test_a_hook_that_only_fails_is_switched_off_after_days_and_says_why(office: Office) -> None:
    hook = office.hook()
    office.post.answers = [Answer(503)] * 100
    for _ in range(6):
        office.ended()
        office.run()
        office.later(timedelta(days=1))
    off = office.store.hooks.get(hook.id)
    assert not off.enabled
    assert off.off_because == "nothing was delivered for 5 days; the last error: it answered 503"
    tried = len(office.post.sent)
    office.later(timedelta(days=2))
    office.run()
    assert len(office.post.sent) == tried
    states = {each.state for each in office.store.deliveries.everything(f"hook:{hook.id}")}
    assert states == {DeliveryState.FAILED}
    on = office.cases.webhooks.enable(hook.id, EVERYTHING, on=True)
    assert (on.enabled, on.off_because, on.failing_since) == (True, "", None)


def test_a_hook_that_is_gone_is_switched_off_at_once(office: Office) -> None:
    hook = office.hook()
    office.ended()
    office.post.answers = [Answer(410)]
    office.run()
    assert not office.store.hooks.get(hook.id).enabled
    assert office.delivery(hook).state is DeliveryState.FAILED


def test_a_removed_hook_is_told_nothing_more(office: Office) -> None:
    hook = office.hook()
    office.ended()
    office.fan_out()
    office.cases.webhooks.remove(hook.id, EVERYTHING)
    office.run()
    assert office.post.sent == []
    assert office.store.schedule.lanes(office.webhooks.now()) == []


def test_after_a_rotation_both_secrets_sign_for_a_day(office: Office) -> None:
    old = office.hook()
    new = office.cases.webhooks.rotate(old.id, EVERYTHING)
    assert new.secret != old.secret
    office.cases.webhooks.test(old.id, EVERYTHING)
    office.run()
    sent = office.post.sent[-1]
    for hook in (old, new):
        Webhook(hook.secret).verify(sent.body, sent.headers)
    office.later(timedelta(hours=25))
    office.cases.webhooks.test(old.id, EVERYTHING)
    office.run()
    assert len(office.post.sent[-1].headers["webhook-signature"].split()) == 1


def test_the_log_ends_after_a_month(office: Office) -> None:
    hook = office.hook()
    office.ended()
    office.run()
    office.later(KEPT + timedelta(seconds=1))
    office.run()
    assert office.store.deliveries.everything(f"hook:{hook.id}") == []
    assert office.store.schedule.lanes(office.webhooks.now()) == []


def test_a_slow_receiver_keeps_no_other_waiting_nor_the_round(office: Office) -> None:
    slow, quick = office.hook(name="slow"), office.hook(name="quick")
    office.ended()
    office.fan_out()
    go_on = threading.Event()
    sent: list[str] = []

    class TwoReceivers:
        def send(self, message: Message) -> Answer:
            if message.headers["webhook-id"] == office.delivery(slow).id:
                go_on.wait(20)
            sent.append(message.headers["webhook-id"])
            return Answer(200)

    object.__setattr__(office.webhooks, "post", TwoReceivers())
    office.courier()  # comes back although one receiver holds its thread
    until(lambda: sent == [office.delivery(quick).id])
    office.courier()
    assert office.delivery(slow).attempts == ()
    go_on.set()
    until(lambda: office.delivery(slow).state is DeliveryState.DELIVERED)
    assert sent.count(office.delivery(slow).id) == 1, "a lane has one courier at a time"


def until(condition: Any) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_only_the_last_attempts_are_kept() -> None:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    delivery = Delivery(id="d", hook="h", organisation="", happening="ping", about="", body="{}", created_at=now)
    for number in range(30):
        delivery = delivery.again(now).tried(Attempt(at=now, status=500 + number, ms=1), 0.5)
    assert [each.status for each in delivery.attempts] == list(range(510, 530))
