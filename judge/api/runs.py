"""Calls about runs that do not count."""

from flask import Response, request

from judge.api.access import scope
from judge.api.bodies import json_body
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.requests import RunRequest, WaitQuery, query_of
from judge.api.run_records import Run, run
from judge.domain.trial import OwnInput, Trial
from judge.service.cases import Cases
from judge.service.runs import NewRun

_ROOT = f"{PREFIX}/runs"
_ONE = _ROOT + "/{run_id}"
_BODY_ERRORS = ("malformed_json", "body_too_large", "unsupported_media_type", "invalid_input")
_CODE_ERRORS = ("unknown_challenge", "unknown_runtime", "runtime_not_allowed", "invalid_files", "missing_main_file")


def run_calls(cases: Cases) -> tuple[Call, ...]:
    def start() -> Response:
        new = _new_run(json_body(RunRequest, request, "The run cannot be taken."))
        record = run(cases.runs.start(new, scope()))
        return json_response(record, 202, {"Location": f"{_ROOT}/{record.id}"})

    def get(run_id: str) -> Response:
        return json_response(run(cases.runs.wait(run_id, query_of(WaitQuery).wait, scope())))

    def cancel(run_id: str) -> Response:
        return json_response(run(cases.runs.cancel(run_id, scope())))

    return (
        Call(
            method="POST",
            path=_ROOT,
            view=start,
            summary="Try the sample tests, or an input of your own, without it counting",
            answers=(Answer(status=202, description="Taken; poll it.", model=Run, headers=("Location",)),),
            errors=(*_BODY_ERRORS, *_CODE_ERRORS, "queue_full", "quota_exceeded"),
            body={"application/json": RunRequest},
        ),
        Call(
            method="GET",
            path=_ONE,
            view=get,
            summary="Get a run, or wait for its end",
            answers=(Answer(description="The run.", model=Run),),
            errors=("not_found", "invalid_input"),
            query=WaitQuery,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/cancel",
            view=cancel,
            summary="Cancel a run that is not over",
            answers=(Answer(description="The run.", model=Run),),
            errors=("not_found", "conflict"),
        ),
    )


def _new_run(sent: RunRequest) -> NewRun:
    own = None
    if sent.input is not None or sent.args is not None:
        own = OwnInput(input=sent.input or "", args=tuple(sent.args or ()))
    return NewRun(
        challenge=sent.challenge,
        runtime=sent.runtime,
        files={path: text.encode() for path, text in sent.files.items()},
        trial=Trial(stage=sent.stage or "", tests=tuple(sent.tests or ()), own=own),
    )
