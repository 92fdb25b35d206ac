"""Samples of the calls about webhooks and receipts."""

from typing import Any

from judge.domain.access import Caller, Reach, Role, Scope
from judge.service.webhooks import NewHook
from tests.fakes.world import World
from tests.unit.role_samples.asks import V1, Asks, Owner, plain
from tests.unit.role_samples.core import submission

URL = "https://receiver.example.com/hook"


def hook(tail: str = "", *, sent: bool = False, **options: Any) -> Asks:
    """A webhook of the owner's organisation, and perhaps a delivery to it."""

    def asks(world: World, owner: Owner) -> tuple[str, dict[str, Any]]:
        manager = Scope(Caller(role=Role.MANAGER, organisation=owner.organisation), Reach.ORGANISATION)
        new = NewHook(organisation=owner.organisation, url=URL, events=("submission.finished",))
        made = world.cases.webhooks.make(new, manager)
        delivery = world.cases.webhooks.test(made.id, manager).id if sent else ""
        return f"{V1}/webhooks/{made.id}{tail.format(delivery)}", options

    return asks


SAMPLES: dict[str, Asks] = {
    "GET /api/v1/submissions/{submission_id}/receipt": submission("/receipt", finished=True),
    "GET /api/v1/receipt-keys": plain(f"{V1}/receipt-keys"),
    "POST /api/v1/webhooks": plain(f"{V1}/webhooks", json={"url": URL}),
    "GET /api/v1/webhooks": plain(f"{V1}/webhooks"),
    "GET /api/v1/webhooks/{webhook_id}": hook(),
    "PATCH /api/v1/webhooks/{webhook_id}": hook(json={"name": "x"}),
    "DELETE /api/v1/webhooks/{webhook_id}": hook(),
    "POST /api/v1/webhooks/{webhook_id}/enable": hook("/enable"),
    "POST /api/v1/webhooks/{webhook_id}/disable": hook("/disable"),
    "POST /api/v1/webhooks/{webhook_id}/rotate": hook("/rotate"),
    "POST /api/v1/webhooks/{webhook_id}/test": hook("/test"),
    "GET /api/v1/webhooks/{webhook_id}/deliveries": hook("/deliveries", sent=True),
    "POST /api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/resend": hook("/deliveries/{}/resend", sent=True),
}
