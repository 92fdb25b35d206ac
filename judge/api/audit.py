"""The audit log over HTTP: who did what, newest first."""

from flask import Response
from pydantic import BaseModel, Field

from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.records import Timestamp
from judge.api.requests import AuditQuery, query_of
from judge.domain.access import ADMINS, Role
from judge.service.cases import Cases


class AuditOut(BaseModel):
    """One call that changed something, or tried to."""

    id: str
    at: Timestamp
    key: str | None = Field(description="The key's id; null where the server had no keys")
    name: str
    role: Role
    organisation: str | None
    action: str = Field(description="Method and route")
    target: str = Field(description="The path")
    status: int = Field(description="What was answered")


class AuditPage(BaseModel):
    entries: list[AuditOut]
    cursor: str | None


def audit_calls(cases: Cases) -> tuple[Call, ...]:
    def list_all() -> Response:
        query = query_of(AuditQuery)
        found, cursor = cases.audit.page(query.cursor, query.limit)
        entries = [
            AuditOut(
                id=entry_id,
                at=entry.at,
                key=entry.key or None,
                name=entry.name,
                role=Role(entry.role),
                organisation=entry.organisation or None,
                action=entry.action,
                target=entry.target,
                status=entry.status,
            )
            for entry_id, entry in found
        ]
        return json_response(AuditPage(entries=entries, cursor=cursor or None))

    return (
        Call(
            method="GET",
            path=f"{PREFIX}/audit",
            view=list_all,
            summary="Who did what",
            answers=(Answer(description="A page, newest first.", model=AuditPage),),
            errors=("invalid_input",),
            query=AuditQuery,
            access=ADMINS,
        ),
    )
