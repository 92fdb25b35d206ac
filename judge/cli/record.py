"""From a submission's record, as the API and ``worker.local`` give it, to what the formats are made from."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pydantic import ValidationError

from judge.api.records import Submission
from judge.api.reports import BuildOut, SandboxOut, ServiceOut, StageOut, TestOut
from judge.cli.exits import Fault
from judge.domain.challenge import Visibility
from judge.domain.report import (
    BuildReport,
    Evidence,
    Report,
    SandboxReport,
    ServiceReport,
    SidecarReport,
    StageReport,
    TestReport,
)
from judge.formats.graded import Graded, Sent


def read_record(record: Mapping[str, Any], *, for_candidate: bool = True, sent: Sent | None = None) -> Graded | None:
    """None while there is no verdict. Raises Fault for what is no record."""
    try:
        found = Submission.model_validate(record)
    except ValidationError as error:
        named = ", ".join(sorted({".".join(map(str, item["loc"])) for item in error.errors()})[:5])
        raise Fault(f"The judge's answer is no record of a submission: {named}") from error
    if found.verdict is None:
        return None
    return Graded(
        id=found.id,
        challenge=found.challenge,
        challenge_version=found.challenge_version,
        runtime=found.runtime,
        attempt=found.attempt,
        max_score=found.max_score or 0.0,
        report=Report(
            verdict=found.verdict,
            score=found.score or 0.0,
            max_score=found.max_score or 0.0,
            cause=found.cause or "",
            message=found.message or "",
            stages=tuple(_stage(stage) for stage in found.stages),
            build=_build(found.build),
            sandbox=_sandbox(found.sandbox),
        ),
        for_candidate=for_candidate,
        sent=sent or Sent(),
    )


def _stage(stage: StageOut) -> StageReport:
    return StageReport(
        name=stage.name,
        kind=stage.kind,
        verdict=stage.verdict,
        points=stage.points,
        max_points=stage.max_points,
        integrity=stage.integrity,
        tests=tuple(_test(test) for test in stage.tests),
        cause=stage.cause or "",
        message=stage.message or "",
        service=_service(stage.service) if stage.service else None,
    )


def _test(test: TestOut) -> TestReport:
    """Whoever may not see all of it got it without: what is there may be shown."""
    return TestReport(
        name=test.name,
        group=test.group,
        verdict=test.verdict,
        points=test.points,
        max_points=test.max_points,
        visibility=Visibility.FULL,
        cpu_ms=test.cpu_ms,
        wall_ms=test.wall_ms,
        memory_kib=test.memory_kib,
        near=tuple(test.near),
        cause=test.cause or "",
        message=test.message or "",
        evidence=Evidence(**test.evidence.model_dump()) if test.evidence else Evidence(),
        detail=test.detail or "",
    )


def _service(service: ServiceOut) -> ServiceReport:
    sidecars = tuple(SidecarReport(**sidecar.model_dump()) for sidecar in service.sidecars)
    plain = {field.name: getattr(service, field.name) for field in fields(ServiceReport) if field.name != "sidecars"}
    return ServiceReport(**{**plain, "near": tuple(service.near)}, sidecars=sidecars)


def _build(build: BuildOut | None) -> BuildReport:
    return BuildReport(**build.model_dump()) if build else BuildReport()


def _sandbox(sandbox: SandboxOut | None) -> SandboxReport:
    return (
        SandboxReport(**{**sandbox.model_dump(), "enforced": tuple(sandbox.enforced)}) if sandbox else SandboxReport()
    )
