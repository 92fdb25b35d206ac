"""Versions of challenges as the API answers with them, to managers only."""

from pydantic import BaseModel, Field

from judge.api.calls import PREFIX
from judge.api.records import Timestamp
from judge.domain.nearness import known_warning
from judge.domain.verdict import Verdict
from judge.domain.version import Check, KnownRow, KnownRun, VersionState
from judge.service.versions import VersionView


class KnownRunOut(BaseModel):
    """One round of a known submission; `got` is null until it is graded."""

    submission: str | None
    url: str | None = Field(description="Where the submission and its report are")
    got: Verdict | None
    cause: str | None
    message: str | None = Field(description="What went wrong first, for whoever wrote the tests")
    ms: int | None = Field(description="How long grading took")
    tries: int = Field(description="Submissions made for it: one that ends as judge_error is made again")
    near: list[str] = Field(description="Limits that it came within 10 % of")


class KnownOut(BaseModel):
    """A row of the matrix: `ok` once both runs got what the package expects, false once one did not, else null."""

    name: str
    expected: Verdict
    runtime: str
    ok: bool | None
    first: KnownRunOut
    second: KnownRunOut


class StageTestsOut(BaseModel):
    stage: str
    count: int


class CheckOut(BaseModel):
    """The newest check. `reason` is what it waits for; `tests` counts what was recorded of stages that need it."""

    number: int
    asked_at: Timestamp
    asked_by: str | None
    ended_at: Timestamp | None
    reason: str | None
    known: list[KnownOut]
    tests: list[StageTestsOut]
    warnings: list[str] = Field(description="Known submissions whose verdict may be another one on another machine")


class VersionSummary(BaseModel):
    """A version without the details of its check. `problem` says why it failed."""

    challenge: str
    number: int
    state: VersionState
    organisation: str | None = Field(description="null for a challenge that is there for all")
    package: str = Field(description="The hash of its content")
    created_at: Timestamp
    created_by: str | None = Field(description="The key's id; null for what comes from a folder")
    published_at: Timestamp | None
    problem: str | None


class VersionOut(VersionSummary):
    check: CheckOut | None


class VersionsOut(BaseModel):
    """Newest first; `cursor` gets the next page and is null on the last one."""

    versions: list[VersionSummary]
    cursor: int | None


def version_out(view: VersionView) -> VersionOut:
    check = view.version.check
    return VersionOut.model_validate({**_fields(view), "check": _check(check, view.reason) if check else None})


def version_summary(view: VersionView) -> VersionSummary:
    return VersionSummary.model_validate(_fields(view))


def _fields(view: VersionView) -> dict[str, object]:
    version = view.version
    return {
        "challenge": version.challenge,
        "number": version.number,
        "state": version.state,
        "organisation": version.organisation or None,
        "package": version.package,
        "created_at": version.created_at,
        "created_by": version.created_by or None,
        "published_at": version.published_at,
        "problem": version.problem or None,
    }


def _check(check: Check, reason: str) -> CheckOut:
    return CheckOut(
        number=check.number,
        asked_at=check.asked_at,
        asked_by=check.asked_by or None,
        ended_at=check.ended_at,
        reason=reason or None,
        known=[_known(row) for row in check.known],
        tests=[StageTestsOut(stage=each.stage, count=each.count) for each in check.tests],
        warnings=[known_warning(row.path, row.near) for row in check.known if row.near],
    )


def _known(row: KnownRow) -> KnownOut:
    got = [run.verdict for run in row.runs]
    wrong = any(verdict not in (None, row.expected) for verdict in got)
    first, second = map(_run, row.runs)
    return KnownOut(
        name=row.name,
        expected=row.expected,
        runtime=row.runtime,
        ok=False if wrong else None if None in got else True,
        first=first,
        second=second,
    )


def _run(run: KnownRun) -> KnownRunOut:
    graded = run.verdict is not None
    return KnownRunOut(
        submission=run.submission or None,
        url=f"{PREFIX}/submissions/{run.submission}" if run.submission else None,
        got=run.verdict,
        cause=run.cause or None,
        message=run.message or None,
        ms=run.ms if graded else None,
        tries=run.tries,
        near=list(run.near),
    )
