"""Calls for those who are invited: a link becomes a key, and the key's assessment as its holder sees it."""

from flask import Response, request
from pydantic import BaseModel, Field

from judge.api.access import scope
from judge.api.bodies import JSON_ERRORS, json_body
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.records import SubmissionSummary, Timestamp, summary
from judge.api.requests import Closed, Text
from judge.domain.access import PUBLIC, Access, Reach, Scope
from judge.domain.assessment import Counting, Stage
from judge.domain.errors import Unavailable
from judge.service.cases import Cases
from judge.service.participation import Part, ParticipationView
from judge.web.join import address

CANDIDATES = Access(admin=Reach.NONE, candidate=Reach.OWN)


class JoinRequest(Closed):
    token: Text = Field(min_length=1, max_length=1000, description="The end of the link, or the whole of it")


class AttemptsOut(BaseModel):
    """`left` is null where there is no bound. What ended as `judge_error` (but for `box_broken`), or never began,
    costs none."""

    used: int
    left: int | None
    pending: int


class MyChallenge(BaseModel):
    """`counting` is the attempt that counts so far."""

    id: str
    title: str
    attempts: AttemptsOut
    counting: SubmissionSummary | None


class MyAssessment(BaseModel):
    """`deadline` and `time_left_s` are null where there is no deadline."""

    id: str
    title: str
    invitation: str
    name: str = Field(description="Yours, as you were invited")
    state: Stage
    joined_at: Timestamp | None
    deadline: Timestamp | None
    time_left_s: int | None
    counting: Counting = Field(description="Which attempt counts")
    challenges: list[MyChallenge]


class JoinedOut(BaseModel):
    key: str = Field(description="The whole key. It is shown this once and kept nowhere")
    assessment: MyAssessment | None = Field(
        description="As `GET /api/v1/assessment` tells it; null where it could not be read at this moment"
    )


def participation_calls(cases: Cases) -> tuple[Call, ...]:
    def link() -> str:
        return json_body(JoinRequest, request, "Nobody can join with this.").token

    def join() -> Response:
        joined = cases.joining.reading(link, address())
        try:
            mine = my_assessment(cases.participation.mine(Scope(joined.key.caller(), Reach.OWN)))
        except Unavailable:  # the link is used up, and whoever had it must get the key
            mine = None
        return json_response(JoinedOut(key=joined.whole, assessment=mine))

    def mine() -> Response:
        return json_response(my_assessment(cases.participation.mine(scope())))

    return (
        Call(
            method="POST",
            path=f"{PREFIX}/join",
            view=join,
            summary="Start an assessment: the link becomes a key",
            answers=(Answer(description="The key, shown this once.", model=JoinedOut),),
            errors=(
                *JSON_ERRORS,
                "not_found",
                "assessment_not_open",
                "invitation_used",
                "invitation_ended",
                "quota_exceeded",
            ),
            body={"application/json": JoinRequest},
            access=PUBLIC,
        ),
        Call(
            method="GET",
            path=f"{PREFIX}/assessment",
            view=mine,
            summary="My assessment: time left, attempts left, what counts so far",
            answers=(Answer(description="That of the key's invitation.", model=MyAssessment),),
            errors=("not_found",),
            access=CANDIDATES,
        ),
    )


def my_assessment(view: ParticipationView) -> MyAssessment:
    assessment, invitation = view.place.assessment, view.place.invitation
    return MyAssessment(
        id=assessment.id,
        title=assessment.title,
        invitation=invitation.id,
        name=invitation.name,
        state=view.stage,
        joined_at=invitation.joined_at,
        deadline=view.deadline,
        time_left_s=view.left_s,
        counting=assessment.counting,
        challenges=[_challenge(part, assessment.attempts) for part in view.parts],
    )


def _challenge(part: Part, attempts: int | None) -> MyChallenge:
    used = part.standing.used
    left = None if attempts is None else max(0, attempts - used)
    return MyChallenge(
        id=part.challenge,
        title=part.title,
        attempts=AttemptsOut(used=used, left=left, pending=part.standing.pending),
        counting=summary(part.counting) if part.counting else None,
    )
