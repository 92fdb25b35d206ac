"""Results as the API is asked for them, and as it answers with them."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

from judge.api.records import Timestamp
from judge.api.requests import Closed, FinalVerdict
from judge.domain.report import TestReport
from judge.domain.results import Cell, Order, Row, Selection, Sort
from judge.domain.verdict import Verdict
from judge.service.results import Compared, Results
from judge.sheets import Value

MAX_PEOPLE = 10


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


def _names(values: Iterable[StrEnum]) -> dict[str, Any]:
    return {"enum": [str(value) for value in values], "type": "string"}


def _few(people: str) -> str:
    if len(set(people.split(","))) > MAX_PEOPLE:
        raise ValueError(f"it names more than {MAX_PEOPLE} people")
    return people


class ResultsQuery(Closed):
    verdict: FinalVerdict = Field(None, description="Only people with this verdict at one of the challenges")
    min_score: float | None = Field(None, ge=0, le=1e9, allow_inf_nan=False, description="Only people with so much")
    name: str = Field("", max_length=100, description="Only people in whose name or id this is")
    sort: Annotated[Sort, WithJsonSchema(_names(Sort))] = Sort.SCORE
    order: Annotated[Order | None, WithJsonSchema(_names(Order))] = Field(
        None, description="`desc` for scores and `asc` for the others, if not given"
    )
    people: Annotated[str, AfterValidator(_few)] = Field(
        "", max_length=2000, description="Ids of people to compare test by test, separated by commas"
    )
    format: Annotated[Format | None, WithJsonSchema(_names(Format))] = Field(
        None, description="What `Accept` says, if not given"
    )

    def selection(self) -> Selection:
        return Selection(
            verdict=self.verdict, min_score=self.min_score, text=self.name, sort=self.sort, order=self.order
        )

    def compared(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (person.strip() for person in self.people.split(",")))))


class SkillOut(BaseModel):
    """The points of all challenges that have this skill."""

    skill: str
    points: float
    max_points: float


class CellOut(BaseModel):
    """One person at one challenge; what counts is null where nothing does yet."""

    challenge: str
    score: float
    max_score: float
    verdict: Verdict | None
    attempts: int
    pending: int = Field(description="Attempts that are not graded yet")
    submission: str | None = Field(description="The one that counts")
    challenge_version: int | None
    runtime: str | None
    sent_at: Timestamp | None


class RowOut(BaseModel):
    """One person. `person` is the subject of their keys, null for what was sent without one.

    Where an admin sees people of two organisations with one subject, the organisation stands before it: `acme/ada`.
    """

    person: str | None
    name: str | None
    score: float
    max_score: float
    attempts: int
    time_used_s: float | None
    skills: list[SkillOut]
    challenges: list[CellOut]


class TestResultOut(BaseModel):
    verdict: Verdict
    points: float
    max_points: float
    cpu_ms: int
    wall_ms: int
    message: str | None


class ComparedOut(BaseModel):
    """One test; `results` are in the order of `people`, null for one who has none of it."""

    challenge: str
    stage: str
    test: str
    results: list[TestResultOut | None]


class ResultsOut(BaseModel):
    """`complete` is false where there were more submissions than are looked at."""

    rows: list[RowOut]
    complete: bool
    people: list[str]
    compared: list[ComparedOut]


def results_out(results: Results) -> ResultsOut:
    return ResultsOut(
        rows=[_row(row) for row in results.rows],
        complete=results.complete,
        people=list(results.people),
        compared=[_compared(each) for each in results.compared],
    )


def results_table(results: Results) -> Iterator[list[Value]]:
    """The rows as a sheet: a person a line, and columns for each challenge and skill."""
    skills = sorted({skill for task in results.tasks for skill in task.skills})
    per_task = ("score", "max_score", "verdict", "attempts", "submission", "sent_at")
    yield [
        *("person", "name", "score", "max_score", "attempts", "time_used_s"),
        *(f"{task.id} {column}" for task in results.tasks for column in per_task),
        *(f"skill {skill} {column}" for skill in skills for column in ("points", "max_points")),
    ]
    for row in results.rows:
        points = {each.skill: (each.points, each.max_points) for each in row.skills}
        yield [
            *(row.person, row.name, row.score, row.max_score, row.attempts, row.time_used_s),
            *(value for cell in row.cells for value in _columns(cell)),
            *(value for skill in skills for value in points[skill]),
        ]


def _columns(cell: Cell) -> tuple[Value, ...]:
    out = _cell(cell)
    sent_at = out.model_dump()["sent_at"]
    verdict = str(out.verdict) if out.verdict else None
    return (out.score, out.max_score, verdict, out.attempts, out.submission, sent_at)


def _row(row: Row) -> RowOut:
    return RowOut(
        person=row.person or None,
        name=row.name or None,
        score=row.score,
        max_score=row.max_score,
        attempts=row.attempts,
        time_used_s=row.time_used_s,
        skills=[SkillOut.model_validate(each, from_attributes=True) for each in row.skills],
        challenges=[_cell(cell) for cell in row.cells],
    )


def _cell(cell: Cell) -> CellOut:
    counting = cell.counting
    return CellOut(
        challenge=cell.task.id,
        score=cell.score,
        max_score=cell.max_score,
        verdict=cell.verdict,
        attempts=cell.attempts,
        pending=cell.pending,
        submission=counting.id if counting else None,
        challenge_version=counting.challenge_version if counting else None,
        runtime=counting.runtime if counting else None,
        sent_at=counting.created_at if counting else None,
    )


def _compared(each: Compared) -> ComparedOut:
    return ComparedOut(
        challenge=each.task, stage=each.stage, test=each.test, results=[_test(result) for result in each.results]
    )


def _test(test: TestReport | None) -> TestResultOut | None:
    if test is None:
        return None
    return TestResultOut(
        verdict=test.verdict,
        points=test.points,
        max_points=test.max_points,
        cpu_ms=test.cpu_ms,
        wall_ms=test.wall_ms,
        message=test.message or None,
    )
