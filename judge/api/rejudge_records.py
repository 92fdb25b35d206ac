"""Staged rejudges as the API is asked for them, and as it answers with them."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

from judge.api.records import Timestamp
from judge.api.requests import Closed, Cursor, Id, Moment, Name, Text
from judge.domain.rejudge import Entry, Fate, Rejudge, RejudgeState, Result
from judge.domain.verdict import FINAL_VERDICTS, Verdict
from judge.service.rejudges import MAX_NAMED, RejudgeView
from judge.service.shelves import ShelfPage


def _final(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    if Verdict.SKIPPED in verdicts:
        raise ValueError("only tests and stages are skipped")
    return verdicts


_FINAL = {"type": "array", "items": {"type": "string", "enum": [str(verdict) for verdict in FINAL_VERDICTS]}}
Number = Annotated[int, Field(ge=1, le=10**9, strict=True)]


class RejudgeRequest(Closed):
    """Which submissions of a challenge are graded again aside, and with which version.

    Without `versions` those of every other version are taken; without `version` the current one grades them.
    """

    challenge: Name
    reason: Text = Field(
        min_length=1, max_length=500, pattern=r"^[^\x00]*$", description="Why, for those who look at it later"
    )
    version: Number | None = Field(None, description="The version to grade with")
    versions: tuple[Number, ...] = Field((), max_length=100, description="Only submissions of these versions")
    verdicts: Annotated[tuple[Verdict, ...], AfterValidator(_final), WithJsonSchema(_FINAL)] = Field(
        (), max_length=10, description="Only submissions with one of these verdicts"
    )
    since: Moment | None = Field(None, description="Only submissions sent then or later")
    until: Moment | None = Field(None, description="Only submissions sent before")
    submissions: tuple[Id, ...] = Field((), max_length=MAX_NAMED, description="Only these, of whatever version")


class EntriesQuery(Closed):
    only: Literal["", "changed", "better", "worse", "waiting", "grading", "graded", "failed", "applied", "skipped"] = (
        Field("", description="Only rows of this kind; empty for all")
    )
    cursor: Cursor = ""
    limit: int = Field(50, ge=1, le=200)


class Counts(BaseModel):
    """How many of its submissions there are of each kind. `changed`: another verdict, other points, or another test."""

    submissions: int
    waiting: int
    grading: int
    graded: int
    failed: int
    applied: int
    skipped: int
    changed: int
    better: int
    worse: int


class RejudgeOut(BaseModel):
    """A staged rejudge. `organisation` is null where it takes everybody's submissions."""

    id: str
    challenge: str
    version: int
    state: RejudgeState
    reason: str
    organisation: str | None
    versions: list[int]
    verdicts: list[Verdict]
    since: Timestamp | None
    until: Timestamp | None
    created_at: Timestamp
    created_by: str | None
    ended_at: Timestamp | None = Field(description="When it was applied or discarded")
    complete: bool = Field(description="Whether all of its submissions are chosen, so that no more come to be counted")
    counts: Counts


class RejudgePage(BaseModel):
    """`cursor` gets the next page and is null on the last one."""

    rejudges: list[RejudgeOut]
    cursor: str | None


class ResultOut(BaseModel):
    version: int
    verdict: Verdict
    score: float
    max_score: float


class TestChangeOut(BaseModel):
    """A test that ended otherwise; `old` or `new` is null where that version does not have it."""

    stage: str
    test: str
    old: Verdict | None
    new: Verdict | None
    old_points: float
    new_points: float


class EntryOut(BaseModel):
    """One submission of a rejudge. `shadow` is the id of what was graded in its place, until it is applied."""

    submission: str
    owner: str | None
    state: Fate
    why: str | None = Field(description="Why it failed or was skipped")
    shadow: str | None
    old: ResultOut
    new: ResultOut | None
    delta: float | None = Field(description="Points won or lost")
    changed: bool
    changed_tests: int
    tests: list[TestChangeOut] = Field(description="The first of them")


class RejudgeDetail(RejudgeOut):
    """A rejudge with a page of its submissions, newest first."""

    rows: list[EntryOut]
    cursor: str | None


def rejudge_out(view: RejudgeView) -> RejudgeOut:
    return RejudgeOut.model_validate(_fields(view))


def detail_out(view: RejudgeView, page: ShelfPage[Entry]) -> RejudgeDetail:
    rows = [_entry(entry) for entry in page.values]
    return RejudgeDetail.model_validate({**_fields(view), "rows": rows, "cursor": page.cursor or None})


def _fields(view: RejudgeView) -> dict[str, object]:
    rejudge: Rejudge = view.rejudge
    return {
        "id": rejudge.id,
        "challenge": rejudge.challenge,
        "version": rejudge.version,
        "state": rejudge.state,
        "reason": rejudge.reason,
        "organisation": rejudge.organisation or None,
        "versions": list(rejudge.choice.versions),
        "verdicts": list(rejudge.choice.verdicts),
        "since": rejudge.choice.since,
        "until": rejudge.choice.until,
        "created_at": rejudge.created_at,
        "created_by": rejudge.created_by or None,
        "ended_at": rejudge.ended_at,
        "complete": rejudge.chosen,
        "counts": Counts(**view.counts),
    }


def _entry(entry: Entry) -> EntryOut:
    return EntryOut(
        submission=entry.submission,
        owner=entry.owner or None,
        state=entry.fate,
        why=entry.why or None,
        shadow=entry.shadow or None,
        old=_result(entry.old),
        new=_result(entry.new) if entry.new else None,
        delta=entry.delta if entry.new else None,
        changed=entry.changes,
        changed_tests=entry.changed_tests,
        tests=[TestChangeOut.model_validate(test, from_attributes=True) for test in entry.tests],
    )


def _result(result: Result) -> ResultOut:
    return ResultOut.model_validate(result, from_attributes=True)
