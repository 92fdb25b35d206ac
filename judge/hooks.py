"""The parts of webhooks, put together for the API and for the conductor alike."""

from datetime import timedelta

from judge.config import Settings
from judge.outgoing.addresses import Addresses
from judge.outgoing.post import HttpPost
from judge.outgoing.signing import StandardSigner
from judge.service.bodies import Sources
from judge.service.courier import Courier, FanOut, Rules
from judge.service.webhooks import WebhookParts
from judge.store.store import Store


def webhook_parts(settings: Settings, store: Store) -> WebhookParts:
    return WebhookParts(
        hooks=store.hooks,
        deliveries=store.deliveries,
        outbox=store.outbox,
        schedule=store.schedule,
        post=HttpPost(Addresses(settings.webhook_allow)),
        signer=StandardSigner(),
    )


def fan_out(settings: Settings, store: Store) -> FanOut:
    return FanOut(webhook_parts(settings, store), Sources(store.submissions, settings.url))


def courier(settings: Settings, store: Store, holder: str) -> Courier:
    rules = Rules(give_up_after=timedelta(days=settings.webhook_give_up_days))
    return Courier(webhook_parts(settings, store), store.turns, holder, rules)
