"""Brings news to the webhooks that want it: at least once, each try with the same id, and nobody waits for a slow one.

    outbox ─► one delivery for each hook, kept before the news is struck off ─► its hook's lane in the schedule
    a lane with something due ─► one thread, one message after the other, until one fails or none is due

A delivery leaves the schedule only when its attempt is written down. Killed in between, it is sent again.
"""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

import structlog

from judge.domain.errors import JudgeError, NotFound, Unavailable
from judge.domain.webhooks import Attempt, Delivery, DeliveryState, Hook, News
from judge.ids import derived_id
from judge.service.bodies import Sources, about, body_of
from judge.service.outgoing import Answer, Message
from judge.service.ports import Turns
from judge.service.webhooks import SWEEP, WebhookParts, keep

_log = structlog.get_logger(__name__)

AT_ONCE = 200
ROUND_S = 0.7
THREADS = 16
LANE_S = 30.0
"""A lane whose courier was killed is free again after this time."""
SHIFT_S = 10.0
"""A lane that goes on and on lets others have the thread after this time."""
GONE = 410


class FanOut:
    """Turns news into deliveries, some at a time."""

    def __init__(self, parts: WebhookParts, sources: Sources) -> None:
        self._parts = parts
        self._sources = sources

    def __call__(self) -> None:
        """Raises Unavailable; what was not struck off is told in the next round, as the same deliveries."""
        end = monotonic() + ROUND_S
        while monotonic() < end and (news := self._parts.outbox.read(AT_ONCE)):
            hooks = {
                organisation: self._parts.hooks.everything(f"organisation:{organisation}")
                for organisation in {each.organisation for each in news}
            }
            for each in news:
                self._tell_or_log(each, hooks[each.organisation])
            self._parts.outbox.done(news)
        self._sweep()

    def _tell_or_log(self, news: News, hooks: Sequence[Hook]) -> None:
        """One that cannot be told must not keep all others from being told."""
        try:
            self._tell(news, [hook for hook in hooks if hook.wants(news.happening)])
        except Unavailable:
            raise
        except Exception:
            _log.exception("news_not_told", news=news.id, happening=news.happening)

    def _tell(self, news: News, hooks: Sequence[Hook]) -> None:
        body = body_of(news, self._sources) if hooks else None
        if body is None:
            return
        now = self._parts.now()
        for hook in hooks:
            delivery = Delivery(
                id=derived_id(news.at, news.id, hook.id),
                hook=hook.id,
                organisation=hook.organisation,
                happening=news.happening,
                about=about(news),
                body=body,
                created_at=news.at,
                next_at=now,
            )
            keep(self._parts, delivery)

    def _sweep(self) -> None:
        for delivery in self._parts.schedule.due(SWEEP, self._parts.now(), AT_ONCE):
            self._parts.deliveries.remove(delivery)
            self._parts.schedule.drop(SWEEP, delivery)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """``roll`` gives numbers between 0 and 1, by which tries are spread."""

    give_up_after: timedelta
    lane_s: float = LANE_S
    roll: Callable[[], float] = random.random


class Courier:
    """Call it in every round: gives each lane that has something due a thread of its own, while there are any."""

    def __init__(self, parts: WebhookParts, turns: Turns, holder: str, rules: Rules) -> None:
        self._parts = parts
        self._turns = turns
        self._holder = holder
        self._rules = rules
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._served: dict[str, float] = {}

    def __call__(self) -> None:
        lanes = [lane for lane in self._parts.schedule.lanes(self._parts.now()) if lane != SWEEP]
        self._served = {lane: self._served.get(lane, 0.0) for lane in lanes}
        for lane in sorted(lanes, key=lambda lane: self._served[lane]):
            if self._enter(lane):
                # A daemon: a worker that stops does not wait for receivers; what it has not noted is due again.
                threading.Thread(target=self._shift, args=(lane,), name="courier", daemon=True).start()

    def _enter(self, lane: str) -> bool:
        with self._lock:
            if lane in self._busy or len(self._busy) >= THREADS:
                return False
            self._busy.add(lane)
            self._served[lane] = monotonic()
        return True

    def _shift(self, lane: str) -> None:
        try:
            self.serve(lane)
        except JudgeError as error:
            _log.warning("courier_failed", webhook=lane, error=str(error))
        except Exception:
            _log.exception("courier_failed", webhook=lane)
        finally:
            with self._lock:
                self._busy.discard(lane)

    def serve(self, lane: str) -> None:
        """Deliver what is due to one hook, until a try fails, none is due or the shift is over. Raises Unavailable."""
        end = monotonic() + SHIFT_S
        while monotonic() < end and self._turns.take(f"webhook:{lane}", self._holder, self._rules.lane_s):
            due = self._parts.schedule.due(lane, self._parts.now())
            if not due or not self._deliver(lane, due[0]):
                return

    def _deliver(self, lane: str, delivery_id: str) -> bool:
        """Whether to go on with the next one."""
        try:
            delivery = self._parts.deliveries.get(delivery_id)
            hook = self._parts.hooks.get(lane)
        except NotFound:  # removed, or past its time
            self._parts.schedule.drop(lane, delivery_id)
            return True
        now = self._parts.now()
        if delivery.state is not DeliveryState.PENDING or not delivery.next_at:
            self._parts.schedule.drop(lane, delivery_id)
            return True
        if delivery.next_at > now:
            self._parts.schedule.put(lane, delivery_id, delivery.next_at)
            return True
        if not hook.enabled:
            self._note(delivery, Attempt(at=now, status=0, ms=0, error="the webhook is switched off"), last=True)
            return True
        attempt = self._try(hook, delivery, now)
        self._note(delivery, attempt, last=attempt.status == GONE)
        self._remember(hook, attempt)
        return attempt.good

    def _try(self, hook: Hook, delivery: Delivery, now: datetime) -> Attempt:
        headers = self._parts.signer.headers(delivery.id, now, delivery.body, hook.secrets_at(now))
        began = monotonic()
        answer = self._parts.post.send(Message(url=hook.url, headers=headers, body=delivery.body.encode()))
        ms = round((monotonic() - began) * 1000)
        _log.info("webhook_tried", webhook=hook.id, delivery=delivery.id, status=answer.status, ms=ms)
        return Attempt(at=now, status=answer.status, ms=ms, error=_why(answer))

    def _note(self, delivery: Delivery, attempt: Attempt, *, last: bool = False) -> None:
        """Write the attempt down, then when the next one is due: in this order, so that it is never forgotten."""

        def change(known: Delivery) -> Delivery:
            noted = known.tried(attempt, self._rules.roll())
            return replace(noted, state=DeliveryState.FAILED, next_at=None) if last and not attempt.good else noted

        noted = self._parts.deliveries.update(delivery.id, change)
        if noted.next_at:
            self._parts.schedule.put(noted.hook, noted.id, noted.next_at)
        else:
            self._parts.schedule.drop(noted.hook, noted.id)

    def _remember(self, hook: Hook, attempt: Attempt) -> None:
        """How the hook fares; off with one that has failed for days, or says that it is gone."""

        def change(known: Hook) -> Hook:
            if attempt.good:
                return replace(known, failing_since=None)
            since = known.failing_since or attempt.at
            if attempt.status == GONE:
                return replace(known, enabled=False, failing_since=since, off_because="it answered 410 Gone")
            if attempt.at - since < self._rules.give_up_after:
                return replace(known, failing_since=since)
            reason = f"nothing was delivered for {self._rules.give_up_after.days} days; the last error: {attempt.error}"
            return replace(known, enabled=False, failing_since=since, off_because=reason)

        try:
            after = self._parts.hooks.update(hook.id, change)
        except NotFound:
            return
        if hook.enabled and not after.enabled:
            _log.warning("webhook_switched_off", webhook=hook.id, reason=after.off_because)


def _why(answer: Answer) -> str:
    if answer.error or 200 <= answer.status < 300:
        return answer.error
    if 300 <= answer.status < 400:
        return f"it answered {answer.status}: redirects are not followed; give the address that it leads to"
    return f"it answered {answer.status}"
