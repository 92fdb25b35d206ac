"""Calls about receipts: a submission's, and the public keys that verify them all."""

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from judge.api.access import scope
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.domain.access import EVERYBODY, PUBLIC
from judge.service.cases import Cases

MEDIA_TYPE = "application/jose"


class ReceiptKey(BaseModel):
    """A public Ed25519 key as a JWK (RFC 8037); `kid` is its thumbprint (RFC 7638)."""

    model_config = ConfigDict(frozen=True)
    kty: str
    crv: str
    x: str
    kid: str
    alg: str
    use: str


class ReceiptKeys(BaseModel):
    """A JWKS (RFC 7517)."""

    keys: list[ReceiptKey] = Field(description="The current one first, then those before it")


def receipt_calls(cases: Cases) -> tuple[Call, ...]:
    def get(submission_id: str) -> Response:
        return Response(cases.receipts.receipt(submission_id, scope()), content_type=MEDIA_TYPE)

    def keys() -> Response:
        found = [ReceiptKey.model_validate(key) for key in cases.receipts.public_keys()]
        return json_response(ReceiptKeys(keys=found))

    return (
        Call(
            method="GET",
            path=f"{PREFIX}/submissions/{{submission_id}}/receipt",
            view=get,
            summary="A signed receipt of what a submission got",
            answers=(Answer(description="A compact JWS.", media_type=MEDIA_TYPE),),
            errors=("not_found", "conflict"),
            access=EVERYBODY,
        ),
        Call(
            method="GET",
            path=f"{PREFIX}/receipt-keys",
            view=keys,
            summary="The public keys that verify receipts",
            answers=(Answer(description="A JWKS.", model=ReceiptKeys),),
            access=PUBLIC,
        ),
    )
