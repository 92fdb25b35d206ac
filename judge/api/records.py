"""Submissions as the API answers with them; made from the views of the service."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema

from judge.api.reports import BuildOut, SandboxOut, StageOut, build_out, sandbox_out, stage_out
from judge.domain.nearness import warnings
from judge.domain.report import Report
from judge.domain.submission import State
from judge.domain.verdict import Verdict
from judge.service.views import SubmissionView


def _zulu(moment: datetime) -> str:
    """Ends of keys were kept in the zone they were given in, up to the last day that there is: UTC may not have it."""
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Timestamp = Annotated[
    datetime,
    PlainSerializer(_zulu, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2030-01-02T03:04:05.678Z"]}),
]


class Queue(BaseModel):
    """`position` 1 is next; 0 does not wait. `reason` says what has to change before it can start.

    `estimate_s` is about how many seconds it will be until it is graded, from what gradings took lately; null where
    nothing is known that tells.
    """

    position: int
    reason: str | None
    estimate_s: float | None


class SubmissionSummary(BaseModel):
    """A submission without the details of its report. `verdict` and `score` are null until it is finished."""

    id: str
    challenge: str
    challenge_version: int
    runtime: str
    state: State
    attempt: int
    verdict: Verdict | None
    score: float | None
    max_score: float | None
    cause: str | None
    message: str | None
    trouble: list[str] = Field(
        description="Why attempts to grade it failed, a line each, oldest first; for managers and admins, else empty",
    )
    rejudges: list[str] = Field(description="The staged rejudges that replaced its report, oldest first")
    queue: Queue
    created_at: Timestamp
    started_at: Timestamp | None
    finished_at: Timestamp | None


class Submission(SubmissionSummary):
    """A submission; `stages` is empty, `build` and `sandbox` are null until it is finished."""

    stages: list[StageOut]
    build: BuildOut | None
    sandbox: SandboxOut | None
    warnings: list[str] = Field(description="What makes this verdict less sure than others, a sentence each")


class SubmissionPage(BaseModel):
    """Newest first; `cursor` gets the next page and is null on the last one."""

    submissions: list[SubmissionSummary]
    cursor: str | None


def submission(view: SubmissionView) -> Submission:
    report = view.report
    return Submission.model_construct(
        **_summary_fields(view),
        stages=[stage_out(stage) for stage in report.stages] if report else [],
        build=build_out(report.build) if report else None,
        sandbox=sandbox_out(report.sandbox) if report else None,
        warnings=list(warnings(report)) if report else [],
    )


def summary(view: SubmissionView) -> SubmissionSummary:
    return SubmissionSummary.model_construct(**_summary_fields(view))


def queue(view: SubmissionView) -> Queue:
    return Queue.model_construct(position=view.position, reason=view.reason or None, estimate_s=view.estimate_s)


def _summary_fields(view: SubmissionView) -> dict[str, Any]:
    record, report = view.submission, view.report or Report()
    done = view.report is not None
    return {
        "id": record.id,
        "challenge": record.challenge,
        "challenge_version": record.challenge_version,
        "runtime": record.runtime,
        "state": record.state,
        "attempt": record.attempt,
        "verdict": report.verdict if done else None,
        "score": float(report.score) if done else None,
        "max_score": None if view.max_score is None else float(view.max_score),
        "cause": report.cause or None,
        "message": report.message or None,
        "trouble": list(view.trouble),
        "rejudges": list(record.rejudges),
        "queue": queue(view),
        "created_at": record.created_at,
        "started_at": record.started_at,
        "finished_at": record.finished_at,
    }
