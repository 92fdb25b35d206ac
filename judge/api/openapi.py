"""The OpenAPI 3.1 document, made from the route table and the models that validate."""

from collections import defaultdict
from http import HTTPStatus
from typing import Any

from openapi_pydantic import (
    Components,
    Header,
    Info,
    MediaType,
    OpenAPI,
    Operation,
    Parameter,
    PathItem,
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
)
from openapi_pydantic import Response as ResponseObject
from openapi_pydantic.util import construct_open_api_with_schema_class
from pydantic import BaseModel

from judge.api.bodies import MAX_JSON_BYTES
from judge.api.calls import PREFIX, Answer, Call
from judge.api.events import StateEvent, TestEvent
from judge.api.problems import CODES, MEDIA_TYPE, Problem

_DESCRIPTION = """Submit code to backend challenges and poll the verdict.

Errors are `application/problem+json` with a stable `code`."""
_SMALL_BODY = f"At most {MAX_JSON_BYTES // 1024} KiB."
_ALWAYS = ("bad_request", "uri_too_long", "headers_too_large", "internal_error")
_WITH_BODY = ("request_timeout",)
_FROM_STORE = ("unavailable",)
_SCHEME = "key"


def document(calls: tuple[Call, ...], version: str) -> str:
    """The document as JSON."""
    paths: dict[str, PathItem] = {}
    for call in calls:
        item = paths.setdefault(call.path, PathItem())
        setattr(item, call.method.lower(), _operation(call))
    api = OpenAPI(
        openapi="3.1.1",
        info=Info(title="Backend judge", version=version, description=_DESCRIPTION),
        paths=paths,
        components=Components(
            securitySchemes={
                _SCHEME: SecurityScheme(
                    type="http", scheme="bearer", description="An API key: judge_…, see `POST /keys`"
                )
            }
        ),
    )
    whole = construct_open_api_with_schema_class(api, _models(calls), scan_for_pydantic_schema_reference=False)
    return whole.model_dump_json(by_alias=True, exclude_unset=True, exclude_none=True, indent=1)


def _models(calls: tuple[Call, ...]) -> list[type[BaseModel]]:
    found: set[type[BaseModel]] = {Problem, StateEvent, TestEvent}
    for call in calls:
        found.update(call.body.values())
        found.update(answer.model for answer in call.answers if answer.model)
    return list(found)


def _operation(call: Call) -> Operation:
    responses = _answers(call)
    for status, codes in _errors(call).items():
        responses.setdefault(str(status), _error(status, codes))
    tail = call.path.removeprefix(PREFIX).strip("/").replace("{", "").replace("}", "")
    return Operation(
        summary=call.summary,
        security=[] if call.access.public else [{_SCHEME: []}],
        operationId=f"{call.method.lower()}_{tail.replace('/', '_').replace('.', '_')}",
        tags=[tail.partition("/")[0] if call.path.startswith(PREFIX) else "operations"],
        parameters=[*_path_parameters(call), *_parameters(call.query, "query"), *_parameters(call.headers, "header")],
        requestBody=_body(call) if call.body else None,
        responses=responses,
    )


def _errors(call: Call) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    store = _FROM_STORE if call.path.startswith(PREFIX) else ()
    cross = ("cross_site",) if call.method == "POST" else ()
    body = _WITH_BODY if call.body else ()
    door = () if call.access.public else ("unauthenticated", "forbidden")
    for code in (*call.errors, *_ALWAYS, *cross, *door, *store, *body):
        found[CODES[code][0]].append(code)
    return dict(sorted(found.items()))


def _answers(call: Call) -> dict[str, ResponseObject | Reference]:
    """By status; answers of one status are one in several media types."""
    found: dict[str, ResponseObject | Reference] = {}
    for each in call.answers:
        answer, same = _answer(each), found.get(str(each.status))
        if isinstance(same, ResponseObject):
            same.content = {**(same.content or {}), **(answer.content or {})}
        else:
            found[str(each.status)] = answer
    return found


def _answer(answer: Answer) -> ResponseObject:
    headers: dict[str, Header | Reference] = {
        name: Header(description="Where the record is", schema=_schema({"type": "string"})) for name in answer.headers
    }
    content = {answer.media_type: MediaType(schema=_answered(answer))} if answer.media_type else None
    return ResponseObject(description=answer.description, headers=headers or None, content=content)


def _answered(answer: Answer) -> Schema | Reference:
    """JSON without a model is an object all the same: the OpenAPI document itself."""
    if answer.model is None and answer.media_type == "application/json":
        return _schema({"type": "object"})
    return _model(answer.model)


def _error(status: int, codes: list[str]) -> ResponseObject:
    text = f"{HTTPStatus(status).phrase}. Codes: {', '.join(f'`{code}`' for code in codes)}."
    retry: dict[str, Header | Reference] | None = None
    if status in (429, 503):
        retry = {"Retry-After": Header(description="Seconds", schema=_schema({"type": "integer"}))}
    return ResponseObject(description=text, headers=retry, content={MEDIA_TYPE: MediaType(schema=_model(Problem))})


def _path_parameters(call: Call) -> list[Parameter | Reference]:
    names = [part[1:-1] for part in call.path.split("/") if part.startswith("{")]
    return [_parameter(name, "path", {"type": "string"}, required=True) for name in names]


def _parameters(model: type[BaseModel] | None, place: str) -> list[Parameter | Reference]:
    if model is None:
        return []
    schema = model.model_json_schema(by_alias=True)
    required = schema.get("required", ())
    return [
        _parameter(name, place, details, required=name in required) for name, details in schema["properties"].items()
    ]


def _parameter(name: str, place: str, details: dict[str, Any], *, required: bool) -> Parameter:
    schema = {key: value for key, value in details.items() if key not in ("title", "description")}
    description = details.get("description")
    return Parameter.model_validate(
        {"name": name, "in": place, "required": required, "description": description, "schema": schema}
    )


def _body(call: Call) -> RequestBody:
    content = {media_type: MediaType(schema=_model(model)) for media_type, model in call.body.items()}
    small = "application/json" in call.body and "files" not in call.body["application/json"].model_fields
    return RequestBody(required=True, content=content, description=_SMALL_BODY if small else None)


def _model(model: type[BaseModel] | None) -> Schema | Reference:
    if model is None:
        return _schema({"type": "string"})
    return Reference.model_validate({"$ref": f"#/components/schemas/{model.__name__}"})


def _schema(details: dict[str, Any]) -> Schema:
    return Schema.model_validate(details)
