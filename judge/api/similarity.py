"""Calls about similarity: whose sources are alike, and where."""

from flask import Response
from pydantic import BaseModel, Field

from judge.api.access import scope
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.records import Timestamp
from judge.api.requests import Closed, query_of
from judge.domain.access import MANAGERS
from judge.domain.similarity import FROM_PERCENT, ComparisonState, Lines, Pair
from judge.service.cases import Cases
from judge.service.similarity import ComparisonView


class SimilarityQuery(Closed):
    min_percent: float = Field(
        50, ge=FROM_PERCENT, le=100, allow_inf_nan=False, description="Only pairs of which one is so much in the other"
    )


class LinesOut(BaseModel):
    """A place in a file, both lines included, counted from 1."""

    file: str
    first: int
    last: int


class MatchOut(BaseModel):
    left: LinesOut
    right: LinesOut


class SideOut(BaseModel):
    """`percent` is how much of this one's own source is found in the other's."""

    person: str
    submission: str
    percent: float


class PairOut(BaseModel):
    left: SideOut
    right: SideOut
    matches: list[MatchOut]
    more_matches: int


class LeftOutOut(BaseModel):
    person: str
    submission: str
    file: str | None
    why: str


class SimilarityOut(BaseModel):
    """A hint with the places, for somebody to look at: that sources are alike proves nothing.

    `complete` is false where there were more people than are compared.
    """

    state: ComparisonState
    why: str | None = Field(description="Why it failed")
    people: int
    complete: bool
    asked_at: Timestamp
    ended_at: Timestamp | None
    pairs: list[PairOut]
    left_out: list[LeftOutOut]


def similarity_calls(cases: Cases) -> tuple[Call, ...]:
    def of_challenge(challenge_id: str) -> Response:
        query = query_of(SimilarityQuery)
        return json_response(_out(cases.similarity.of_challenge(challenge_id, scope()), query.min_percent))

    return (
        Call(
            method="GET",
            path=f"{PREFIX}/challenges/{{challenge_id}}/similarity",
            view=of_challenge,
            summary="Whose sources are alike, and where",
            answers=(Answer(description="The comparison, or how far it is.", model=SimilarityOut),),
            errors=("not_found", "invalid_input", "quota_exceeded"),
            query=SimilarityQuery,
            access=MANAGERS,
        ),
    )


def _out(view: ComparisonView, min_percent: float) -> SimilarityOut:
    comparison, names = view.comparison, view.names
    return SimilarityOut(
        state=comparison.state,
        why=comparison.why or None,
        people=len(comparison.people),
        complete=comparison.complete,
        asked_at=comparison.created_at,
        ended_at=comparison.ended_at,
        pairs=[
            _pair(pair, names)
            for pair in comparison.findings.pairs
            if max(pair.left_percent, pair.right_percent) >= min_percent
        ],
        left_out=[
            LeftOutOut(person=names[each.submission], submission=each.submission, file=each.file or None, why=each.why)
            for each in comparison.findings.left_out
        ],
    )


def _pair(pair: Pair, names: dict[str, str]) -> PairOut:
    return PairOut(
        left=SideOut(person=names[pair.left], submission=pair.left, percent=pair.left_percent),
        right=SideOut(person=names[pair.right], submission=pair.right, percent=pair.right_percent),
        matches=[MatchOut(left=_lines(match.left), right=_lines(match.right)) for match in pair.matches],
        more_matches=pair.more,
    )


def _lines(lines: Lines) -> LinesOut:
    return LinesOut(file=lines.file, first=lines.first, last=lines.last)
