"""Calls about assessments: make, list, look at, change."""

from dataclasses import replace
from typing import Any

from flask import Response, request
from pydantic import BaseModel, Field

from judge.api.access import scope
from judge.api.bodies import JSON_ERRORS, json_body
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.keys import Organisation
from judge.api.records import Timestamp
from judge.api.requests import Closed, Moment, Name, PageQuery, Title, query_of
from judge.domain.access import MANAGERS
from judge.domain.assessment import Assessment, Counting
from judge.service.assessments import AssessmentView, NewAssessment
from judge.service.cases import Cases

ROOT = f"{PREFIX}/assessments"
ONE = ROOT + "/{assessment_id}"
_MONTH_S = 31 * 24 * 3600


class _Terms(Closed):
    """What may be said when an assessment is made, and changed later."""

    duration_s: int | None = Field(
        None, strict=True, ge=60, le=_MONTH_S, description="From when somebody starts; null: until it closes"
    )
    opens_at: Moment | None = Field(None, description="null: at once")
    closes_at: Moment | None = Field(None, description="null: when it is archived")
    attempts: int | None = Field(
        None, strict=True, ge=1, le=1000, description="For each person and challenge; null: any number"
    )


class AssessmentRequest(_Terms):
    title: Title
    challenges: list[Name] = Field(min_length=1, max_length=50, description="Ids, in the order they are shown")
    counting: Counting = Field(Counting.BEST, description="Which attempt counts")
    organisation: Organisation | None = Field(None, description="Yours, if not given")


class AssessmentChange(_Terms):
    """What is not given stays as it is. Changes hold for those who have begun, too."""

    title: Title = Field(default_factory=str)
    counting: Counting = Field(default_factory=lambda: Counting.BEST)
    archived: bool = Field(
        default_factory=bool, strict=True, description="Nobody begins any more; who has begun may go on"
    )


class AssessmentOut(BaseModel):
    """`invited` is how many were invited, whatever has become of them."""

    id: str
    organisation: str
    title: str
    challenges: list[str]
    duration_s: int | None
    opens_at: Timestamp | None
    closes_at: Timestamp | None
    attempts: int | None
    counting: Counting
    invited: int
    created_at: Timestamp
    created_by: str | None = Field(description="The id of a key")
    archived_at: Timestamp | None


class AssessmentPage(BaseModel):
    """Newest first; `cursor` gets the next page and is null on the last one."""

    assessments: list[AssessmentOut]
    cursor: str | None


def assessment_calls(cases: Cases) -> tuple[Call, ...]:
    assessments = cases.assessments

    def create() -> Response:
        sent = json_body(AssessmentRequest, request, "The assessment cannot be made.")
        own = scope().caller.organisation or "default"
        new = NewAssessment(
            organisation=sent.organisation or own,
            title=sent.title,
            challenges=tuple(sent.challenges),
            duration_s=sent.duration_s,
            opens_at=sent.opens_at,
            closes_at=sent.closes_at,
            attempts=sent.attempts,
            counting=sent.counting,
        )
        made = assessment_out(assessments.create(new, scope()))
        return json_response(made, 201, {"Location": f"{ROOT}/{made.id}"})

    def list_all() -> Response:
        query = query_of(PageQuery)
        page = assessments.page(scope(), query.cursor, query.limit)
        found = [assessment_out(view) for view in page.values]
        return json_response(AssessmentPage(assessments=found, cursor=page.cursor or None))

    def get(assessment_id: str) -> Response:
        return json_response(assessment_out(assessments.get(assessment_id, scope())))

    def change(assessment_id: str) -> Response:
        sent = json_body(AssessmentChange, request, "The assessment cannot be changed so.")
        given: dict[str, Any] = {name: getattr(sent, name) for name in sent.model_fields_set}
        archived = given.pop("archived", None)

        def changed(assessment: Assessment) -> Assessment:
            new = replace(assessment, **given)
            return new if archived is None else assessments.archive(new, archived=archived)

        return json_response(assessment_out(assessments.change(assessment_id, changed, scope())))

    record = Answer(description="The assessment.", model=AssessmentOut)
    return (
        Call(
            method="POST",
            path=ROOT,
            view=create,
            summary="Make an assessment",
            answers=(Answer(status=201, description="Made.", model=AssessmentOut, headers=("Location",)),),
            errors=JSON_ERRORS,
            body={"application/json": AssessmentRequest},
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=ROOT,
            view=list_all,
            summary="List assessments, newest first",
            answers=(Answer(description="A page of assessments.", model=AssessmentPage),),
            errors=("invalid_input",),
            query=PageQuery,
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=ONE,
            view=get,
            summary="Get an assessment",
            answers=(record,),
            errors=("not_found",),
            access=MANAGERS,
        ),
        Call(
            method="PATCH",
            path=ONE,
            view=change,
            summary="Change an assessment's title, window, duration, attempts or counting, or archive it",
            answers=(record,),
            errors=(*JSON_ERRORS, "not_found"),
            body={"application/json": AssessmentChange},
            access=MANAGERS,
        ),
    )


def assessment_out(view: AssessmentView) -> AssessmentOut:
    assessment = view.assessment
    return AssessmentOut(
        id=assessment.id,
        organisation=assessment.organisation,
        title=assessment.title,
        challenges=list(assessment.challenges),
        duration_s=assessment.duration_s,
        opens_at=assessment.opens_at,
        closes_at=assessment.closes_at,
        attempts=assessment.attempts,
        counting=assessment.counting,
        invited=view.invited,
        created_at=assessment.created_at,
        created_by=assessment.created_by or None,
        archived_at=assessment.archived_at,
    )
