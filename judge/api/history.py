"""What a submission had before staged rejudges replaced it."""

from flask import Response
from pydantic import BaseModel, Field

from judge.api.access import scope
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.records import Timestamp
from judge.api.reports import StageOut, stage_out
from judge.domain.access import MANAGERS
from judge.domain.rejudge import Earlier
from judge.domain.verdict import Verdict
from judge.service.cases import Cases


class EarlierOut(BaseModel):
    """A report that was replaced."""

    attempt: int
    challenge_version: int
    verdict: Verdict
    score: float
    max_score: float
    cause: str | None
    message: str | None
    rejudge: str = Field(description="The rejudge that replaced it")
    replaced_at: Timestamp
    stages: list[StageOut]


class History(BaseModel):
    """Oldest first; empty for a submission that no staged rejudge has changed."""

    earlier: list[EarlierOut]


def history_calls(cases: Cases) -> tuple[Call, ...]:
    def history(submission_id: str) -> Response:
        found = cases.submissions.earlier(submission_id, scope())
        return json_response(History(earlier=[_out(each) for each in found]))

    return (
        Call(
            method="GET",
            path=f"{PREFIX}/submissions/{{submission_id}}/history",
            view=history,
            summary="The reports that rejudges replaced",
            answers=(Answer(description="Oldest first.", model=History),),
            errors=("not_found",),
            access=MANAGERS,
        ),
    )


def _out(earlier: Earlier) -> EarlierOut:
    report = earlier.report
    return EarlierOut(
        attempt=earlier.attempt,
        challenge_version=earlier.version,
        verdict=report.verdict,
        score=float(report.score),
        max_score=float(report.max_score),
        cause=report.cause or None,
        message=report.message or None,
        rejudge=earlier.rejudge,
        replaced_at=earlier.replaced_at,
        stages=[stage_out(stage) for stage in report.stages],
    )
