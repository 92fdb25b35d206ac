"""Calls about staged rejudges: begin one, see what it would change, apply or discard it."""

from flask import Response, request

from judge.api.access import scope
from judge.api.bodies import JSON_ERRORS, json_body
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.rejudge_records import (
    EntriesQuery,
    RejudgeDetail,
    RejudgeOut,
    RejudgePage,
    RejudgeRequest,
    detail_out,
    rejudge_out,
)
from judge.api.requests import PageQuery, query_of
from judge.domain.access import MANAGERS
from judge.domain.rejudge import Choice
from judge.service.cases import Cases
from judge.service.rejudges import NewRejudge

_ROOT = f"{PREFIX}/rejudges"
_ONE = _ROOT + "/{rejudge_id}"


def rejudge_calls(cases: Cases) -> tuple[Call, ...]:
    rejudges = cases.rejudges

    def begin() -> Response:
        cases.quotas.spend_task(scope())
        sent = json_body(RejudgeRequest, request, "The rejudge cannot begin.")
        choice = Choice(
            versions=sent.versions,
            verdicts=sent.verdicts,
            since=sent.since,
            until=sent.until,
            submissions=tuple(dict.fromkeys(sent.submissions)),
        )
        new = NewRejudge(challenge=sent.challenge, reason=sent.reason, version=sent.version, choice=choice)
        view = rejudges.begin(new, scope())
        return json_response(rejudge_out(view), 202, {"Location": f"{_ROOT}/{view.rejudge.id}"})

    def list_all() -> Response:
        query = query_of(PageQuery)
        page = rejudges.page(scope(), query.cursor, query.limit)
        return json_response(
            RejudgePage(rejudges=[rejudge_out(view) for view in page.values], cursor=page.cursor or None)
        )

    def get(rejudge_id: str) -> Response:
        query = query_of(EntriesQuery)
        view = rejudges.get(rejudge_id, scope())
        page = rejudges.entries(rejudge_id, query.only, query.cursor, query.limit)
        return json_response(detail_out(view, page))

    def apply(rejudge_id: str) -> Response:
        return json_response(rejudge_out(rejudges.apply(rejudge_id, scope())), 202)

    def discard(rejudge_id: str) -> Response:
        return json_response(rejudge_out(rejudges.discard(rejudge_id, scope())))

    begun = Answer(status=202, description="Begun; poll it.", model=RejudgeOut, headers=("Location",))
    return (
        Call(
            method="POST",
            path=_ROOT,
            view=begin,
            summary="Grade submissions again aside",
            answers=(begun,),
            errors=(*JSON_ERRORS, "unknown_challenge", "conflict", "quota_exceeded"),
            body={"application/json": RejudgeRequest},
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=_ROOT,
            view=list_all,
            summary="List rejudges, newest first",
            answers=(Answer(description="A page of rejudges.", model=RejudgePage),),
            errors=("invalid_input",),
            query=PageQuery,
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=_ONE,
            view=get,
            summary="What a rejudge would change",
            answers=(Answer(description="The rejudge.", model=RejudgeDetail),),
            errors=("not_found", "invalid_input"),
            query=EntriesQuery,
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/apply",
            view=apply,
            summary="Replace the results by those of a rejudge",
            answers=(Answer(status=202, description="Being applied; poll it.", model=RejudgeOut),),
            errors=("not_found", "conflict"),
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/discard",
            view=discard,
            summary="Drop a rejudge that is not applied",
            answers=(Answer(description="The rejudge.", model=RejudgeOut),),
            errors=("not_found", "conflict"),
            access=MANAGERS,
        ),
    )
