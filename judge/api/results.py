"""Calls about results: who got what, as JSON or as a sheet."""

from flask import Response, request

from judge.api.access import scope
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.requests import query_of
from judge.api.result_records import Format, ResultsOut, ResultsQuery, results_out, results_table
from judge.domain.access import MANAGERS
from judge.service.cases import Cases
from judge.service.results import Results
from judge.sheets import csv_text

_CSV = "text/csv"
_ANSWERS = (
    Answer(description="A row for each person.", model=ResultsOut),
    Answer(description="The same as a sheet.", media_type=_CSV),
)


def result_calls(cases: Cases) -> tuple[Call, ...]:
    def of_challenge(challenge_id: str) -> Response:
        query = query_of(ResultsQuery)
        results = cases.results.of_challenge(challenge_id, query.selection(), query.compared(), scope())
        return _answer(results, query.format, challenge_id)

    def of_assessment(assessment_id: str) -> Response:
        query = query_of(ResultsQuery)
        results = cases.results.of_assessment(assessment_id, query.selection(), query.compared(), scope())
        return _answer(results, query.format, assessment_id)

    return (
        Call(
            method="GET",
            path=f"{PREFIX}/assessments/{{assessment_id}}/results",
            view=of_assessment,
            summary="Who got what in an assessment",
            answers=_ANSWERS,
            errors=("not_found", "invalid_input"),
            query=ResultsQuery,
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=f"{PREFIX}/challenges/{{challenge_id}}/results",
            view=of_challenge,
            summary="Who got what at a challenge",
            answers=_ANSWERS,
            errors=("not_found", "invalid_input"),
            query=ResultsQuery,
            access=MANAGERS,
        ),
    )


def _answer(results: Results, wanted: Format | None, name: str) -> Response:
    accepted = request.accept_mimetypes.best_match(["application/json", _CSV], default="application/json")
    if wanted is Format.CSV or (wanted is None and accepted == _CSV):
        disposition = {"Content-Disposition": f'attachment; filename="results-{name}.csv"'}
        text = csv_text(results_table(results))
        return Response(text, headers=disposition, content_type=f"{_CSV}; charset=utf-8")
    return json_response(results_out(results))
