"""Challenges as the API answers with them: what a candidate needs to know before writing code, none of the answers."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, Field

from judge.api.service_settings import ServiceSettings, service_settings
from judge.domain.challenge import AnyStage, Difficulty, HttpStage, Scoring, StageKind, StdioStage, Visibility
from judge.domain.challenge import Challenge as DomainChallenge
from judge.domain.limits import Limits
from judge.packages.samples import shown_cases, shown_files
from judge.runtimes import Runtime
from judge.service.catalogue import Published

MAX_SAMPLE_BYTES = 64 * 1024


class ChallengeSummary(BaseModel):
    id: str
    version: int
    title: str
    summary: str
    difficulty: Difficulty
    skills: list[str]
    runtimes: list[str]
    max_score: float


class ChallengeList(BaseModel):
    challenges: list[ChallengeSummary]


class LimitsOut(BaseModel):
    """Limits of one run, for a runtime with factor 1."""

    cpu_s: float
    wall_s: float
    memory_mib: int
    processes: int
    output_kib: int
    disk_mib: int
    open_files: int


class GroupOut(BaseModel):
    """`visibility` is what you see of its tests, `after_deadline` that once the time of an invitation is over."""

    name: str
    points: float
    scoring: Scoring
    visibility: Visibility
    after_deadline: Visibility


class ChallengeStage(BaseModel):
    """`service` is there for stages of kind `http`."""

    name: str
    kind: StageKind
    points: float
    needs: list[str]
    limits: LimitsOut
    groups: list[GroupOut]
    service: ServiceSettings | None


class Sample(BaseModel):
    """A test that may be seen. A `stdio` one has `args`, `input` and `expected`; one of any other kind its `source`."""

    stage: str
    name: str
    args: list[str] = Field(default_factory=list)
    input: str | None = None
    expected: str | None = None
    source: str | None = None


class Challenge(ChallengeSummary):
    """`main` is the file that is started and `starter` what to begin with, both by runtime."""

    statement: str = Field(description="Markdown")
    limits: LimitsOut
    partial: bool
    main: dict[str, str]
    starter: dict[str, dict[str, str]]
    stages: list[ChallengeStage]
    samples: list[Sample]


def summary(published: Published) -> ChallengeSummary:
    return ChallengeSummary.model_validate(_summary(published))


def _summary(published: Published) -> dict[str, object]:
    challenge = published.challenge
    return {
        "id": challenge.id,
        "version": published.version.number,
        "title": challenge.title,
        "summary": challenge.summary,
        "difficulty": challenge.difficulty,
        "skills": list(challenge.skills),
        "runtimes": list(challenge.runtimes),
        "max_score": challenge.max_score,
    }


def detail(published: Published, runtimes: Mapping[str, Runtime]) -> Challenge:
    challenge = published.challenge
    return Challenge.model_validate(
        {
            **_summary(published),
            "statement": challenge.statement,
            "limits": _limits(challenge.limits),
            "partial": challenge.partial,
            "main": {name: challenge.main_file(name, runtimes[name].main) for name in challenge.runtimes},
            "starter": {
                name: {path: _text(content) for path, content in files.items()}
                for name, files in challenge.starter.items()
            },
            "stages": [_stage(stage, challenge, runtimes) for stage in challenge.stages],
            "samples": [sample for stage in challenge.stages for sample in _samples(stage)],
        }
    )


def _stage(stage: AnyStage, challenge: DomainChallenge, runtimes: Mapping[str, Runtime]) -> ChallengeStage:
    groups = [
        GroupOut(
            name=group.name,
            points=group.points,
            scoring=group.scoring,
            visibility=group.visibility,
            after_deadline=group.visibility.or_more(group.after_deadline),
        )
        for group in stage.groups
        if group.visibility is not Visibility.NONE
    ]
    return ChallengeStage(
        name=stage.name,
        kind=stage.kind,
        points=stage.points,
        needs=list(stage.needs),
        limits=_limits(stage.limits),
        groups=groups,
        service=service_settings(stage, challenge, runtimes) if isinstance(stage, HttpStage) else None,
    )


def _limits(limits: Limits) -> LimitsOut:
    return LimitsOut.model_validate(limits, from_attributes=True)


def _samples(stage: AnyStage) -> Iterator[Sample]:
    """Only what everybody may see."""
    if isinstance(stage, StdioStage):
        shown = shown_cases(stage)
        for case in stage.cases:
            if case.name in shown:
                yield Sample(
                    stage=stage.name,
                    name=case.name,
                    args=list(case.args),
                    input=_bounded(case.input),
                    expected=_bounded(case.answer),
                )
    else:
        for path in shown_files(stage):
            yield Sample(stage=stage.name, name=path, source=_bounded(stage.files[path]))


def _bounded(content: bytes) -> str:
    cut = content[:MAX_SAMPLE_BYTES]
    return _text(cut) + ("\n… (cut)" if len(content) > len(cut) else "")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
