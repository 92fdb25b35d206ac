"""Calls about runs that do not count."""

from typing import Annotated, Self

from flask import Response, request
from pydantic import ConfigDict, Field, model_validator

from judge.api.access import scope
from judge.api.bodies import JSON_ERRORS, json_body
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.requests import Closed, Name, Text, WaitQuery, query_of
from judge.api.run_records import Run, run
from judge.domain.trial import OwnInput, Trial
from judge.service.cases import Cases
from judge.service.runs import NewRun

MAX_INPUT_CHARS = 256 * 1024
_ROOT = f"{PREFIX}/runs"
_ONE = _ROOT + "/{run_id}"
_WHEN = ("assessment_not_open", "deadline_passed")
_CODE_ERRORS = ("unknown_challenge", "unknown_runtime", "runtime_not_allowed", "invalid_files", "missing_main_file")

Argument = Annotated[Text, Field(max_length=4096, pattern=r"^[^\x00]*$")]


class RunRequest(Closed):
    """Files to try: on the sample tests, or those of them in `tests`; with `input` or `args`, on that."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={
            "examples": [
                {"challenge": "sum-of-two", "runtime": "python", "files": {"main.py": "print(3)\n"}, "input": "1 2\n"}
            ]
        },
    )
    challenge: Name
    runtime: Name
    files: dict[Text, Text] = Field(min_length=1)
    stage: Name | None = Field(None, description="A stage; all of them without it")
    tests: list[Name] | None = Field(
        None, min_length=1, max_length=100, description="Names of samples, as `GET /challenges/{challenge_id}` has them"
    )
    input: Annotated[Text, Field(max_length=MAX_INPUT_CHARS)] | None = Field(None, description="For standard input")
    args: list[Argument] | None = Field(None, max_length=100, description="Arguments of the program")

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.tests is not None and (self.input is not None or self.args is not None):
            raise ValueError("tests and an input of your own exclude each other; send one of them")
        return self


def run_calls(cases: Cases) -> tuple[Call, ...]:
    def new() -> NewRun:
        return _new_run(json_body(RunRequest, request, "The run cannot be taken.", limits=cases.limits))

    def start() -> Response:
        record = run(cases.runs.reading(new, scope()))
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
            errors=(*JSON_ERRORS, *_CODE_ERRORS, *_WHEN, "queue_full", "store_full", "quota_exceeded"),
            body={"application/json": RunRequest},
        ),
        Call(
            method="GET",
            path=_ONE,
            view=get,
            summary="Get a run, or wait for its end",
            answers=(Answer(description="The run.", model=Run),),
            errors=("not_found", "invalid_input", "quota_exceeded"),
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
