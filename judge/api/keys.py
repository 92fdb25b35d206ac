"""Calls about API keys: make, list, look at, revoke; and who a key says one is."""

from typing import Annotated

from flask import Response, request
from pydantic import BaseModel, Field

from judge.api.access import scope
from judge.api.bodies import JSON_ERRORS, json_body
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.records import Timestamp
from judge.api.requests import Closed, Moment, PageQuery, Text, query_of
from judge.domain.access import EVERYBODY, MANAGERS, Caller, Role
from judge.service.cases import Cases
from judge.service.keys import KeyView, NewKey

_ROOT = f"{PREFIX}/keys"
_ONE = _ROOT + "/{key_id}"
ORGANISATION = "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?"
Organisation = Annotated[str, Field(pattern=f"^{ORGANISATION}$", description="Letters, digits, -")]


class KeyRequest(Closed):
    """`subject` is whose submissions those sent with the key are: the same for all keys of one person."""

    role: Role
    name: Text = Field(min_length=1, max_length=100, description="What it is for")
    organisation: Organisation | None = Field(None, description="Yours, if not given")
    subject: str = Field(
        "", max_length=100, pattern="^[A-Za-z0-9@._+-]*$", description="The key's own id, if not given"
    )
    expires_at: Moment | None = None


class KeyOut(BaseModel):
    """A key without its secret."""

    id: str
    prefix: str = Field(description="The visible beginning")
    role: Role
    organisation: str | None = Field(description="null for an admin of all")
    subject: str
    name: str
    created_at: Timestamp
    created_by: str | None
    expires_at: Timestamp | None
    revoked_at: Timestamp | None
    last_used_at: Timestamp | None = Field(description="To the minute")
    invitation: str | None = Field(description="The invitation that it is limited to")


class NewKeyOut(KeyOut):
    key: str = Field(description="The whole key. It is shown this once and kept nowhere")


class KeyPage(BaseModel):
    """`cursor` gets the next page and is null on the last one."""

    keys: list[KeyOut]
    cursor: str | None


class Me(BaseModel):
    """Who the server takes the caller for; `key` is null where a server has no keys yet."""

    role: Role
    organisation: str | None
    subject: str | None
    key: str | None
    invitation: str | None


def key_calls(cases: Cases) -> tuple[Call, ...]:
    keys = cases.keys

    def create() -> Response:
        sent = json_body(KeyRequest, request, "The key cannot be made.")
        caller = scope().caller
        new = NewKey(
            role=sent.role,
            organisation=_organisation(sent, caller),
            name=sent.name,
            subject=sent.subject,
            expires_at=sent.expires_at,
        )
        issued = keys.issue(new, scope())
        shown = NewKeyOut.model_validate({**_fields(KeyView(issued.key, None)), "key": issued.whole})
        return json_response(shown, 201, {"Location": f"{_ROOT}/{issued.key.id}"})

    def list_all() -> Response:
        query = query_of(PageQuery)
        page = keys.page(scope(), query.cursor, query.limit)
        return json_response(KeyPage(keys=[key_out(view) for view in page.values], cursor=page.cursor or None))

    def get(key_id: str) -> Response:
        return json_response(key_out(keys.get(key_id, scope())))

    def revoke(key_id: str) -> Response:
        return json_response(key_out(keys.revoke(key_id, scope())))

    def me() -> Response:
        caller = scope().caller
        return json_response(
            Me(
                role=caller.role,
                organisation=caller.organisation or None,
                subject=caller.subject or None,
                key=caller.key or None,
                invitation=caller.invitation or None,
            )
        )

    record = Answer(description="The key.", model=KeyOut)
    made = Answer(status=201, description="Made; the key is shown this once.", model=NewKeyOut, headers=("Location",))
    return (
        Call(
            method="GET",
            path=f"{PREFIX}/me",
            view=me,
            summary="Who am I?",
            answers=(Answer(model=Me),),
            access=EVERYBODY,
        ),
        Call(
            method="POST",
            path=_ROOT,
            view=create,
            summary="Make a key",
            answers=(made,),
            errors=JSON_ERRORS,
            body={"application/json": KeyRequest},
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=_ROOT,
            view=list_all,
            summary="List keys",
            answers=(Answer(description="A page of keys.", model=KeyPage),),
            errors=("invalid_input",),
            query=PageQuery,
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=_ONE,
            view=get,
            summary="Get a key",
            answers=(record,),
            errors=("not_found",),
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/revoke",
            view=revoke,
            summary="Revoke a key",
            answers=(record,),
            errors=("not_found", "conflict"),
            access=MANAGERS,
        ),
    )


def key_out(view: KeyView) -> KeyOut:
    return KeyOut.model_validate(_fields(view))


def _fields(view: KeyView) -> dict[str, object]:
    key = view.key
    return {
        "id": key.id,
        "prefix": key.prefix,
        "role": key.role,
        "organisation": key.organisation or None,
        "subject": key.subject,
        "name": key.name,
        "created_at": key.created_at,
        "created_by": key.created_by or None,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": view.last_used_at,
        "invitation": key.invitation or None,
    }


def _organisation(sent: KeyRequest, caller: Caller) -> str:
    """The one that was named, else the caller's; an admin who belongs to none makes keys for ``default``."""
    if sent.organisation is not None or sent.role is Role.ADMIN:
        return sent.organisation or ""
    return caller.organisation or "default"
