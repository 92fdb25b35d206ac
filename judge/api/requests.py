"""What clients may send: the models that validate are the ones the OpenAPI document shows. Unknown keys are errors."""

import re
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from flask import request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from judge.domain.errors import FieldProblem, InvalidInput
from judge.domain.paths import shown
from judge.domain.submission import State
from judge.domain.verdict import FINAL_VERDICTS, Verdict
from judge.service.files import bounded, field_of

MAX_WAIT_S = 60
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")
_YEARS = (2000, 2200)
_ID = "[0-9A-HJKMNP-TV-Z]{26}"


def _proper(text: str) -> str:
    """JSON can spell half of a surrogate pair, which no encoding can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half of a surrogate pair; send proper characters") from None
    return text


def _final(verdict: Verdict | None) -> Verdict | None:
    if verdict is Verdict.SKIPPED:
        raise ValueError("only tests and stages are skipped")
    return verdict


def _written(value: object) -> object:
    """pydantic takes numbers for times, too, and times without a zone."""
    if not isinstance(value, str) or not _MOMENT.match(value):
        raise ValueError("write a time with its zone, such as 2030-01-02T03:04:05Z")
    return value


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("say which zone, such as 2030-01-02T03:04:05Z")
    if not _YEARS[0] <= moment.year <= _YEARS[1]:
        raise ValueError(f"give a year from {_YEARS[0]} to {_YEARS[1]}")
    return moment.astimezone(UTC)


Text = Annotated[str, AfterValidator(_proper)]
# Of a string with a bound pydantic asks the same by itself.
Name = Annotated[str, Field(min_length=1, max_length=100)]
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Moment = Annotated[
    datetime,
    BeforeValidator(_written),
    AfterValidator(_utc),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2030-01-02T03:04:05Z"]}),
]
Id = Annotated[str, Field(pattern=f"^{_ID}$")]
Cursor = Annotated[str, Field(pattern=f"^({_ID})?$", description="`cursor` of the page before")]
FinalVerdict = Annotated[
    Verdict | None,
    AfterValidator(_final),
    WithJsonSchema({"enum": [str(verdict) for verdict in FINAL_VERDICTS], "type": "string"}),
]
Binary = Annotated[bytes, WithJsonSchema({"type": "string", "contentMediaType": "application/octet-stream"})]


class Closed(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SubmissionRequest(Closed):
    """A submission as JSON: `files` maps relative paths to text."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={
            "examples": [{"challenge": "sum-of-two", "runtime": "python", "files": {"main.py": "print(3)\n"}}]
        },
    )
    challenge: Name
    runtime: Name
    files: dict[Text, Text] = Field(min_length=1)


class ArchiveRequest(Closed):
    """A submission as a zip or tar.gz."""

    challenge: Name
    runtime: Name
    archive: Binary


class WaitQuery(Closed):
    wait: float = Field(0, ge=0, le=MAX_WAIT_S, allow_inf_nan=False, description="Seconds to wait for the verdict")


class ListQuery(Closed):
    challenge: str = Field("", max_length=100)
    verdict: FinalVerdict = None
    state: Annotated[State | None, WithJsonSchema({"enum": [str(s) for s in State], "type": "string"})] = None
    owner: str = Field(
        "", max_length=100, pattern="^[A-Za-z0-9@._+-]*$", description="Whose: the subject of their keys"
    )
    invitation: str = Field("", pattern=f"^({_ID})?$", description="Sent under this invitation")
    assessment: str = Field("", pattern=f"^({_ID})?$", description="Sent in this assessment")
    cursor: Cursor = ""
    limit: int = Field(50, ge=1, le=200)

    def within(self) -> tuple[str, ...]:
        """The names of the lists that all of them are in."""
        names = {"owner": self.owner, "invitation": self.invitation, "assessment": self.assessment}
        return tuple(f"{name}:{value}" for name, value in names.items() if value)


class PageQuery(Closed):
    cursor: str = Field("", max_length=40, pattern="^[0-9A-Za-z]*$", description="`cursor` of the page before")
    limit: int = Field(50, ge=1, le=200)


class AuditQuery(Closed):
    cursor: str = Field("", pattern="^([0-9]{1,18}-[0-9]{1,18})?$", description="`cursor` of the page before")
    limit: int = Field(50, ge=1, le=200)


class SubmitHeaders(BaseModel):
    idempotency_key: str = Field(
        "",
        alias="Idempotency-Key",
        max_length=200,
        pattern="^[ -~]*$",
        description="Any text of your own: a repeated request with the same key gets the first answer again",
    )


class EventsHeaders(BaseModel):
    last_event_id: str = Field(
        "",
        alias="Last-Event-ID",
        pattern=r"^([0-9]{1,18}(-[0-9]{1,18})?)?$",
        description="The id of the last event heard: the stream goes on after it",
    )


Model = TypeVar("Model", bound=BaseModel)


def query_of(model: type[Model]) -> Model:
    """The request's query. Raises InvalidInput, also for a parameter given twice."""
    arguments = request.args
    if not arguments:
        return model()
    twice = [name for name, values in arguments.lists() if len(values) > 1]
    if twice:
        problems = [FieldProblem(shown(name)[1:-1], "is given more than once; give it once") for name in twice]
        raise InvalidInput("The query is wrong.", bounded(problems))
    return validated(model, arguments.to_dict(), "The query is wrong.")


def headers_of(model: type[Model]) -> Model:
    """The request headers that ``model`` names. Raises InvalidInput."""
    names = [str(info.alias) for info in model.model_fields.values()]
    given = {name: request.headers[name] for name in names if name in request.headers}
    return validated(model, given, "A header is wrong.") if given else model()


def validated(model: type[Model], data: object, sentence: str) -> Model:
    """``data`` as ``model``. Raises InvalidInput with every problem."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        problems = [
            FieldProblem(_field(detail["loc"]), _message(detail["type"], detail["msg"], model)) for detail in details
        ]
        raise InvalidInput(sentence, bounded(problems)) from error


def _field(loc: tuple[int | str, ...]) -> str:
    if not loc:
        return "body"
    if loc[0] == "files" and len(loc) > 1:
        return field_of(str(loc[1]))
    return shown(str(loc[0]))[1:-1] or '""'


def _message(kind: str, text: str, model: type[BaseModel]) -> str:
    match kind:
        case "missing":
            return "is missing; send it"
        case "extra_forbidden":
            return f"is not known; take it out (known are {', '.join(model.model_fields)})"
        case "value_error":
            return f"is wrong: {text.removeprefix('Value error, ')}"
        case _:
            return f"is wrong: {text[:1].lower()}{text[1:]}"
