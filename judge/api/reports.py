"""Reports as the API answers with them: stages, tests, what they show."""

from dataclasses import asdict
from typing import Annotated

from pydantic import BaseModel, Field

from judge.domain.challenge import StageKind
from judge.domain.report import BuildReport, Evidence, Integrity, SandboxReport, ServiceReport, StageReport, TestReport
from judge.domain.verdict import Verdict

Points = Annotated[float, Field(ge=0)]


class EvidenceOut(BaseModel):
    """What a failed test shows to those who may see all of it; each text is cut to a bounded length."""

    input: str
    expected: str
    output: str
    stderr: str
    diff: str
    curl: str
    transcript: str


class TestOut(BaseModel):
    """`detail` is for those who wrote the test: null wherever a candidate reads it.

    `near` names the limits that it came within 10 % of: `cpu_time`, `wall_time`, `memory`, `output`.
    """

    name: str
    group: str
    verdict: Verdict
    points: Points
    max_points: Points
    cpu_ms: int
    wall_ms: int
    memory_kib: int
    near: list[str]
    cause: str | None
    message: str | None
    evidence: EvidenceOut | None
    detail: str | None


class SidecarOut(BaseModel):
    """A server beside the service, over the whole stage."""

    name: str
    type: str
    started_ms: int
    cpu_ms: int
    memory_kib: int


class ServiceOut(BaseModel):
    """The service of an `http` stage, over the whole stage.

    `started_ms` is what its first start took until it was ready. `log` (the end of what it printed), `exit` and starts
    after the first are only told where every test of the stage may be seen in full.
    """

    started_ms: int
    starts: int
    cpu_ms: int
    memory_kib: int
    log: str
    exit: str
    near: list[str]
    sidecars: list[SidecarOut]


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
    service: ServiceOut | None


class BuildOut(BaseModel):
    ok: bool
    log: str
    wall_ms: int


class SandboxOut(BaseModel):
    backend: str
    runtime: str
    image: str
    enforced: list[str]
    noise: float | None = Field(
        description="Time that others kept the programs waiting for a processor, relative to the time they ran"
    )


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
        near=list(test.near),
        cause=test.cause or None,
        message=test.message or None,
        evidence=evidence_out(test.evidence),
        detail=test.detail or None,
    )


def stage_out(stage: StageReport) -> StageOut:
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
        service=service_out(stage.service) if stage.service else None,
    )


def build_out(build: BuildReport) -> BuildOut:
    return BuildOut.model_construct(ok=build.ok, log=build.log, wall_ms=build.wall_ms)


def sandbox_out(sandbox: SandboxReport) -> SandboxOut:
    return SandboxOut.model_construct(
        backend=sandbox.backend,
        runtime=sandbox.runtime,
        image=sandbox.image,
        enforced=list(sandbox.enforced),
        noise=sandbox.noise,
    )


def evidence_out(evidence: Evidence) -> EvidenceOut | None:
    if evidence == Evidence():
        return None
    return EvidenceOut.model_construct(**asdict(evidence))


def service_out(service: ServiceReport) -> ServiceOut:
    sidecars = [SidecarOut.model_construct(**asdict(sidecar)) for sidecar in service.sidecars]
    return ServiceOut.model_construct(**{**asdict(service), "near": list(service.near), "sidecars": sidecars})
