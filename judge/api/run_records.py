"""Runs as the API answers with them. They have no points: nothing about them counts."""

from dataclasses import asdict

from pydantic import BaseModel

from judge.api.records import Queue, Timestamp, queue
from judge.api.reports import (
    BuildOut,
    EvidenceOut,
    SandboxOut,
    ServiceOut,
    build_out,
    evidence_out,
    sandbox_out,
    service_out,
)
from judge.domain.challenge import StageKind
from judge.domain.report import OwnRun, Report, StageReport, TestReport
from judge.domain.submission import State
from judge.domain.verdict import Verdict
from judge.service.views import SubmissionView


class RunTest(BaseModel):
    """A sample test that was run."""

    name: str
    group: str
    verdict: Verdict
    cpu_ms: int
    wall_ms: int
    memory_kib: int
    cause: str | None
    message: str | None
    evidence: EvidenceOut | None


class RunStage(BaseModel):
    name: str
    kind: StageKind
    verdict: Verdict
    cause: str | None
    message: str | None
    tests: list[RunTest]
    service: ServiceOut | None


class OwnRunOut(BaseModel):
    """What the program did with an input of your own.

    `exit_code` is null if a signal ended it, and `signal` if none did. `stdout` and `stderr` are cut to a bounded
    length; the flags tell.
    """

    stdout: str
    stderr: str
    stdout_cut: bool
    stderr_cut: bool
    exit_code: int | None
    signal: str | None
    cpu_ms: int
    wall_ms: int
    memory_kib: int


class Run(BaseModel):
    """A run that does not count. `verdict` is that of the sample tests; a run on an input of your own has none, only a
    `cause` if it did not end well. `stages` and `own` are empty until it is finished."""

    id: str
    challenge: str
    challenge_version: int
    runtime: str
    state: State
    verdict: Verdict | None
    cause: str | None
    message: str | None
    queue: Queue
    created_at: Timestamp
    started_at: Timestamp | None
    finished_at: Timestamp | None
    stages: list[RunStage]
    own: OwnRunOut | None
    build: BuildOut | None
    sandbox: SandboxOut | None


def run(view: SubmissionView) -> Run:
    record, report = view.submission, view.report
    found = report or Report()
    return Run.model_construct(
        id=record.id,
        challenge=record.challenge,
        challenge_version=record.challenge_version,
        runtime=record.runtime,
        state=record.state,
        verdict=found.verdict if found.stages else None,
        cause=found.cause or None,
        message=found.message or None,
        queue=queue(view),
        created_at=record.created_at,
        started_at=record.started_at,
        finished_at=record.finished_at,
        stages=[_stage(stage) for stage in found.stages],
        own=_own(found.own) if found.own else None,
        build=build_out(report.build) if report else None,
        sandbox=sandbox_out(report.sandbox) if report else None,
    )


def _stage(stage: StageReport) -> RunStage:
    return RunStage.model_construct(
        name=stage.name,
        kind=stage.kind,
        verdict=stage.verdict,
        cause=stage.cause or None,
        message=stage.message or None,
        tests=[_test(test) for test in stage.tests],
        service=service_out(stage.service) if stage.service else None,
    )


def _test(test: TestReport) -> RunTest:
    return RunTest.model_construct(
        name=test.name,
        group=test.group,
        verdict=test.verdict,
        cpu_ms=test.cpu_ms,
        wall_ms=test.wall_ms,
        memory_kib=test.memory_kib,
        cause=test.cause or None,
        message=test.message or None,
        evidence=evidence_out(test.evidence),
    )


def _own(own: OwnRun) -> OwnRunOut:
    code = own.exit_code if own.exit_code >= 0 else None
    return OwnRunOut.model_construct(**{**asdict(own), "exit_code": code, "signal": own.signal or None})
