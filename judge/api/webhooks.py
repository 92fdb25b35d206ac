"""Calls about webhooks: make, list, look at, remove, switch, test, give a new secret; and the log of deliveries."""

from functools import partial

from flask import Response, request

from judge.api.access import scope
from judge.api.bodies import JSON_ERRORS, json_body
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.requests import PageQuery, query_of
from judge.api.webhook_records import (
    DeliveryOut,
    DeliveryPage,
    NewWebhookOut,
    WebhookChange,
    WebhookOut,
    WebhookPage,
    WebhookRequest,
    delivery_out,
    new_webhook_out,
    webhook_out,
)
from judge.domain.access import MANAGERS
from judge.service.cases import Cases
from judge.service.webhooks import HookChange, NewHook

_ROOT = f"{PREFIX}/webhooks"
_ONE = _ROOT + "/{webhook_id}"
_DELIVERIES = _ONE + "/deliveries"
_RECORD = Answer(description="The webhook.", model=WebhookOut)
_SENT = Answer(status=202, description="On its way; the log says what becomes of it.", model=DeliveryOut)


def webhook_calls(cases: Cases) -> tuple[Call, ...]:
    hooks = cases.webhooks

    def create() -> Response:
        sent = json_body(WebhookRequest, request, "The webhook cannot be made.")
        organisation = scope().caller.organisation if sent.organisation is None else sent.organisation
        new = NewHook(organisation=organisation, url=sent.url, events=sent.events, name=sent.name)
        hook = hooks.make(new, scope())
        return json_response(new_webhook_out(hook), 201, {"Location": f"{_ROOT}/{hook.id}"})

    def list_all() -> Response:
        query = query_of(PageQuery)
        page = hooks.page(scope(), query.cursor, query.limit)
        return json_response(WebhookPage(webhooks=list(map(webhook_out, page.values)), cursor=page.cursor or None))

    def get(webhook_id: str) -> Response:
        return json_response(webhook_out(hooks.get(webhook_id, scope())))

    def change(webhook_id: str) -> Response:
        sent = json_body(WebhookChange, request, "The webhook cannot be changed.")
        given = HookChange(url=sent.url, events=sent.events, name=sent.name)
        return json_response(webhook_out(hooks.change(webhook_id, given, scope())))

    def remove(webhook_id: str) -> Response:
        return json_response(webhook_out(hooks.remove(webhook_id, scope())))

    def enable(webhook_id: str) -> Response:
        return json_response(webhook_out(hooks.enable(webhook_id, scope(), on=True)))

    def disable(webhook_id: str) -> Response:
        return json_response(webhook_out(hooks.enable(webhook_id, scope(), on=False)))

    def rotate(webhook_id: str) -> Response:
        return json_response(new_webhook_out(hooks.rotate(webhook_id, scope())))

    def test(webhook_id: str) -> Response:
        cases.quotas.spend_task(scope())
        return json_response(delivery_out(hooks.test(webhook_id, scope())), 202)

    def deliveries(webhook_id: str) -> Response:
        query = query_of(PageQuery)
        page = hooks.deliveries(webhook_id, scope(), query.cursor, query.limit)
        found = list(map(delivery_out, page.values))
        return json_response(DeliveryPage(deliveries=found, cursor=page.cursor or None))

    def resend(webhook_id: str, delivery_id: str) -> Response:
        cases.quotas.spend_task(scope())
        return json_response(delivery_out(hooks.resend(webhook_id, delivery_id, scope())), 202)

    made = Answer(
        status=201, description="Made; its secret is shown this once.", model=NewWebhookOut, headers=("Location",)
    )
    rotated = Answer(description="With a new secret, shown this once.", model=NewWebhookOut)
    gone, refused = ("not_found",), ("not_found", "conflict", "quota_exceeded")
    one = partial(Call, access=MANAGERS)
    return (
        Call(
            method="POST",
            path=_ROOT,
            view=create,
            summary="Make a webhook",
            answers=(made,),
            errors=(*JSON_ERRORS, "conflict"),
            body={"application/json": WebhookRequest},
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=_ROOT,
            view=list_all,
            summary="List webhooks, newest first",
            answers=(Answer(description="A page of webhooks.", model=WebhookPage),),
            errors=("invalid_input",),
            query=PageQuery,
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=_DELIVERIES,
            view=deliveries,
            summary="What was sent to a webhook, newest first",
            answers=(Answer(description="A page of deliveries.", model=DeliveryPage),),
            errors=("not_found", "invalid_input"),
            query=PageQuery,
            access=MANAGERS,
        ),
        one(method="GET", path=_ONE, view=get, summary="Get a webhook", answers=(_RECORD,), errors=gone),
        one(
            method="PATCH",
            path=_ONE,
            view=change,
            summary="Change a webhook",
            answers=(_RECORD,),
            errors=(*JSON_ERRORS, "not_found"),
            body={"application/json": WebhookChange},
        ),
        one(method="DELETE", path=_ONE, view=remove, summary="Remove a webhook", answers=(_RECORD,), errors=gone),
        one(
            method="POST",
            path=f"{_ONE}/enable",
            view=enable,
            summary="Switch a webhook on",
            answers=(_RECORD,),
            errors=gone,
        ),
        one(
            method="POST",
            path=f"{_ONE}/disable",
            view=disable,
            summary="Switch a webhook off",
            answers=(_RECORD,),
            errors=gone,
        ),
        one(
            method="POST",
            path=f"{_ONE}/rotate",
            view=rotate,
            summary="Give a webhook a new secret",
            answers=(rotated,),
            errors=gone,
        ),
        one(method="POST", path=f"{_ONE}/test", view=test, summary="Send a ping", answers=(_SENT,), errors=refused),
        one(
            method="POST",
            path=_DELIVERIES + "/{delivery_id}/resend",
            view=resend,
            summary="Send a message once more",
            answers=(_SENT,),
            errors=refused,
        ),
    )
