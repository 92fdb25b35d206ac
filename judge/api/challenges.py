"""Calls about challenges."""

from flask import Response

from judge.api.access import scope
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.catalogue import Challenge, ChallengeList, detail, summary
from judge.service.cases import Cases


def challenge_calls(cases: Cases) -> tuple[Call, ...]:
    def list_all() -> Response:
        found = [summary(published) for published in cases.challenges.all(scope())]
        return json_response(ChallengeList(challenges=found))

    def get(challenge_id: str) -> Response:
        return json_response(detail(cases.challenges.current(challenge_id, scope()), cases.runtimes))

    return (
        Call(
            method="GET",
            path=f"{PREFIX}/challenges",
            view=list_all,
            summary="List challenges",
            answers=(Answer(description="All challenges, by id.", model=ChallengeList),),
        ),
        Call(
            method="GET",
            path=PREFIX + "/challenges/{challenge_id}",
            view=get,
            summary="Get a challenge: statement, limits, starter files, sample tests",
            answers=(Answer(description="The latest version.", model=Challenge),),
            errors=("not_found",),
        ),
    )
