"""What the API answers with, as models; made from the views of the service."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema

from judge.domain.challenge import StageKind
from judge.domain.report import BuildReport, Evidence, Integrity, Report, SandboxReport, StageReport, TestReport
from judge.domain.submission import State
from judge.domain.verdict import Verdict
from judge.service.views import SubmissionView


def _zulu(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Timestamp = Annotated[
    datetime,
    PlainSerializer(_zulu, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2030-01-02T03:04:05.678Z"]}),
]
Points = Annotated[float, Field(ge=0)]


class Queue(BaseModel):
    """`position` 1 is next; 0 does not wait. `reason` says what has to change before it can start."""

    position: int
    reason: str | None


class EvidenceOut(BaseModel):
    """What a failed test shows to those who may see all of it; each text is cut to a bounded length."""

    input: str
    expected: str
    output: str
    stderr: str
    diff: str


class TestOut(BaseModel):
    name: str
    group: str
    verdict: Verdict
    points: Points
    max_points: Points
    cpu_ms: int
    wall_ms: int
    memory_kib: int
    cause: str | None
    message: str | None
    evidence: EvidenceOut | None


class StageOut(BaseModel):
    name: str
    kind: StageKind
    verdict: Verdict
    points: Points
    max_points: Points
    integrity: Integrity
    cause: str | None
    message: str | None
    tests: list[TestOut]


class BuildOut(BaseModel):
    ok: bool
    log: str
    wall_ms: int


class SandboxOut(BaseModel):
    backend: str
    runtime: str
    image: str
    enforced: list[str]


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
    queue: Queue
    created_at: Timestamp
    started_at: Timestamp | None
    finished_at: Timestamp | None


class Submission(SubmissionSummary):
    """A submission; `stages` is empty, `build` and `sandbox` are null until it is finished."""

    stages: list[StageOut]
    build: BuildOut | None
    sandbox: SandboxOut | None


class SubmissionPage(BaseModel):
    """Newest first; `cursor` gets the next page and is null on the last one."""

    submissions: list[SubmissionSummary]
    cursor: str | None


def submission(view: SubmissionView) -> Submission:
    report = view.report
    return Submission.model_construct(
        **_summary_fields(view),
        stages=[_stage(stage) for stage in report.stages] if report else [],
        build=_build(report.build) if report else None,
        sandbox=_sandbox(report.sandbox) if report else None,
    )


def summary(view: SubmissionView) -> SubmissionSummary:
    return SubmissionSummary.model_construct(**_summary_fields(view))


def test_out(test: TestReport) -> TestOut:
    return TestOut.model_construct(
        name=test.name,
        group=test.group,
        verdict=test.verdict,
        points=round(test.points, 6),
        max_points=round(test.max_points, 6),
        cpu_ms=test.cpu_ms,
        wall_ms=test.wall_ms,
        memory_kib=test.memory_kib,
        cause=test.cause or None,
        message=test.message or None,
        evidence=_evidence(test.evidence),
    )


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
        "queue": Queue.model_construct(position=view.position, reason=view.reason or None),
        "created_at": record.created_at,
        "started_at": record.started_at,
        "finished_at": record.finished_at,
    }


def _stage(stage: StageReport) -> StageOut:
    return StageOut.model_construct(
        name=stage.name,
        kind=stage.kind,
        verdict=stage.verdict,
        points=round(stage.points, 6),
        max_points=round(stage.max_points, 6),
        integrity=stage.integrity,
        cause=stage.cause or None,
        message=stage.message or None,
        tests=[test_out(test) for test in stage.tests],
    )


def _evidence(evidence: Evidence) -> EvidenceOut | None:
    if evidence == Evidence():
        return None
    return EvidenceOut.model_construct(
        input=evidence.input,
        expected=evidence.expected,
        output=evidence.output,
        stderr=evidence.stderr,
        diff=evidence.diff,
    )


def _build(build: BuildReport) -> BuildOut:
    return BuildOut.model_construct(ok=build.ok, log=build.log, wall_ms=build.wall_ms)


def _sandbox(sandbox: SandboxReport) -> SandboxOut:
    return SandboxOut.model_construct(
        backend=sandbox.backend, runtime=sandbox.runtime, image=sandbox.image, enforced=list(sandbox.enforced)
    )
