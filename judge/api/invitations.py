"""Calls about invitations, for managers: invite, list, look at, withdraw, give time, make a new link."""

from flask import Response, request
from pydantic import BaseModel, Field

from judge.api.access import scope
from judge.api.assessments import ONE
from judge.api.bodies import JSON_ERRORS, json_body
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.records import Timestamp
from judge.api.requests import Closed, PageQuery, Title, query_of
from judge.domain.access import MANAGERS
from judge.domain.assessment import Stage
from judge.service.cases import Cases
from judge.service.invitations import Guest, InvitationView
from judge.web.join import base_url

_ONE = f"{PREFIX}/invitations/{{invitation_id}}"
_MONTH_S = 31 * 24 * 3600


class GuestRequest(Closed):
    name: Title
    email: str = Field("", max_length=254, pattern=r"^([!-?A-~]+@[!-?A-~]+)?$", description="Nothing is sent there")
    extra_time_s: int = Field(0, strict=True, ge=0, le=_MONTH_S)


class InviteRequest(Closed):
    invitations: list[GuestRequest] = Field(min_length=1, max_length=100)


class ExtraTimeRequest(Closed):
    """Counted from the deadline without any: what was given before is replaced."""

    extra_time_s: int = Field(strict=True, ge=0, le=_MONTH_S)


class InvitationOut(BaseModel):
    """`state` is invited, running, over, expired (never started) or withdrawn."""

    id: str
    assessment: str
    name: str
    email: str | None
    state: Stage
    extra_time_s: int
    joined_at: Timestamp | None
    deadline: Timestamp | None = Field(description="For one who has not begun: when it would be at the latest")
    key: str | None = Field(description="The id of the key that the link became")
    created_at: Timestamp
    created_by: str | None
    withdrawn_at: Timestamp | None


class LinkOut(InvitationOut):
    link: str = Field(description="For the one who is invited. It is shown this once and kept nowhere")


class LinksOut(BaseModel):
    """In the order in which they were sent."""

    invitations: list[LinkOut]


class InvitationPage(BaseModel):
    """Newest first; `cursor` gets the next page and is null on the last one."""

    invitations: list[InvitationOut]
    cursor: str | None


def invitation_calls(cases: Cases) -> tuple[Call, ...]:
    invitations = cases.invitations

    def invite(assessment_id: str) -> Response:
        sent = json_body(InviteRequest, request, "They cannot be invited.")
        guests = [Guest(name=each.name, email=each.email, extra_time_s=each.extra_time_s) for each in sent.invitations]
        made = invitations.invite(assessment_id, guests, scope())
        return json_response(LinksOut(invitations=[_link_out(view, cases) for view in made]), 201)

    def list_all(assessment_id: str) -> Response:
        query = query_of(PageQuery)
        page = invitations.page(assessment_id, scope(), query.cursor, query.limit)
        found = [invitation_out(view) for view in page.values]
        return json_response(InvitationPage(invitations=found, cursor=page.cursor or None))

    def get(invitation_id: str) -> Response:
        return json_response(invitation_out(invitations.get(invitation_id, scope())))

    def withdraw(invitation_id: str) -> Response:
        return json_response(invitation_out(invitations.withdraw(invitation_id, scope())))

    def give_time(invitation_id: str) -> Response:
        sent = json_body(ExtraTimeRequest, request, "The time cannot be given.")
        return json_response(invitation_out(invitations.give_time(invitation_id, sent.extra_time_s, scope())))

    def renew(invitation_id: str) -> Response:
        return json_response(_link_out(invitations.renew(invitation_id, scope()), cases))

    record = Answer(description="The invitation.", model=InvitationOut)
    return (
        Call(
            method="POST",
            path=f"{ONE}/invitations",
            view=invite,
            summary="Invite people: all of them or none",
            answers=(Answer(status=201, description="The links, shown this once.", model=LinksOut),),
            errors=(*JSON_ERRORS, "not_found", "conflict"),
            body={"application/json": InviteRequest},
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=f"{ONE}/invitations",
            view=list_all,
            summary="List who was invited, newest first",
            answers=(Answer(description="A page of invitations.", model=InvitationPage),),
            errors=("not_found", "invalid_input"),
            query=PageQuery,
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=_ONE,
            view=get,
            summary="Get an invitation",
            answers=(record,),
            errors=("not_found",),
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/withdraw",
            view=withdraw,
            summary="Withdraw an invitation: its link and its key are void",
            answers=(record,),
            errors=("not_found",),
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/extra-time",
            view=give_time,
            summary="Give somebody more time, before or while their clock runs",
            answers=(record,),
            errors=(*JSON_ERRORS, "not_found"),
            body={"application/json": ExtraTimeRequest},
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/renew",
            view=renew,
            summary="A new link for somebody: the old one and its key are void, the clock goes on",
            answers=(Answer(description="The new link, shown this once.", model=LinkOut),),
            errors=("not_found", "conflict"),
            access=MANAGERS,
        ),
    )


def invitation_out(view: InvitationView) -> InvitationOut:
    return InvitationOut.model_validate(_fields(view))


def _link_out(view: InvitationView, cases: Cases) -> LinkOut:
    return LinkOut.model_validate({**_fields(view), "link": f"{base_url(cases)}/join/{view.token}"})


def _fields(view: InvitationView) -> dict[str, object]:
    invitation = view.invitation
    return {
        "id": invitation.id,
        "assessment": invitation.assessment,
        "name": invitation.name,
        "email": invitation.email or None,
        "state": view.stage,
        "extra_time_s": invitation.extra_time_s,
        "joined_at": invitation.joined_at,
        "deadline": view.deadline,
        "key": invitation.key or None,
        "created_at": invitation.created_at,
        "created_by": invitation.created_by or None,
        "withdrawn_at": invitation.withdrawn_at,
    }
