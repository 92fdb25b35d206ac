"""Webhooks and their deliveries as the API takes and shows them."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.config import JsonDict

from judge.api.keys import Organisation
from judge.api.records import Timestamp
from judge.api.requests import Closed, Text
from judge.domain.webhooks import Delivery, DeliveryState, Happening, Hook

EVENTS = tuple(Happening)
_LOOK: JsonDict = {"format": "uri", "pattern": "^https?://[^/?#@\\s]+([/?][!-~]*)?$"}
"""What programs are told of an address; what is wrong with one is said in better words than a pattern's."""


def _once(events: tuple[Happening, ...]) -> tuple[Happening, ...]:
    return tuple(dict.fromkeys(events))


Events = Annotated[
    tuple[Happening, ...],
    AfterValidator(_once),
    Field(min_length=1, max_length=20),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "string", "enum": [str(each) for each in EVENTS]},
            "minItems": 1,
            "maxItems": 20,
        }
    ),
]


class WebhookRequest(Closed):
    """Where to send messages, and about what."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"url": "https://ci.example.com/hooks/judge", "name": "CI"}]}
    )
    url: Text = Field(min_length=1, max_length=2000, description="https, and a public address", json_schema_extra=_LOOK)
    events: Events = Field(EVENTS, description="All there are, if not given")
    name: Text = Field("", max_length=100, description="What it is for")
    organisation: Organisation | None = Field(None, description="Yours, if not given")


class WebhookChange(Closed):
    """What is not given stays as it is."""

    url: Text | None = Field(None, min_length=1, max_length=2000)
    events: Events | None = None
    name: Text | None = Field(None, max_length=100)


class WebhookOut(BaseModel):
    """A webhook without its secret."""

    id: str
    organisation: str | None = Field(description="null: told of what belongs to no organisation")
    url: str
    events: list[str]
    name: str
    enabled: bool
    off_because: str | None = Field(description="Why the judge has switched it off")
    failing_since: Timestamp | None = Field(description="The first failure since the last success")
    old_secret_until: Timestamp | None = Field(description="Until then the secret before this one signs too")
    created_at: Timestamp
    created_by: str | None


class NewWebhookOut(WebhookOut):
    secret: str = Field(description="What verifies the signatures. It is shown this once")


class WebhookPage(BaseModel):
    webhooks: list[WebhookOut]
    cursor: str | None


class AttemptOut(BaseModel):
    at: Timestamp
    status: int | None = Field(description="null where there was no answer")
    ms: int
    error: str | None


class DeliveryOut(BaseModel):
    """A message to one webhook. `id` is the `webhook-id` of every try."""

    id: str
    webhook: str
    event: str
    submission: str | None
    state: DeliveryState
    created_at: Timestamp
    next_at: Timestamp | None = Field(description="When it is tried next")
    attempts: list[AttemptOut] = Field(description="The last 20, the newest last")
    body: str = Field(description="What is signed and sent")


class DeliveryPage(BaseModel):
    deliveries: list[DeliveryOut]
    cursor: str | None


def webhook_out(hook: Hook) -> WebhookOut:
    return WebhookOut.model_validate(_fields(hook))


def new_webhook_out(hook: Hook) -> NewWebhookOut:
    return NewWebhookOut.model_validate({**_fields(hook), "secret": hook.secret})


def _fields(hook: Hook) -> dict[str, object]:
    return {
        "id": hook.id,
        "organisation": hook.organisation or None,
        "url": hook.url,
        "events": list(hook.events),
        "name": hook.name,
        "enabled": hook.enabled,
        "off_because": hook.off_because or None,
        "failing_since": hook.failing_since,
        "old_secret_until": hook.old_secret_until,
        "created_at": hook.created_at,
        "created_by": hook.created_by or None,
    }


def delivery_out(delivery: Delivery) -> DeliveryOut:
    attempts = [
        AttemptOut(at=each.at, status=each.status or None, ms=each.ms, error=each.error or None)
        for each in delivery.attempts
    ]
    return DeliveryOut(
        id=delivery.id,
        webhook=delivery.hook,
        event=delivery.happening,
        submission=delivery.about or None,
        state=delivery.state,
        created_at=delivery.created_at,
        next_at=delivery.next_at,
        attempts=attempts,
        body=delivery.body,
    )
