"""What a call is: one row of the route table, from which both the routes and the OpenAPI document are made."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, Response
from pydantic import BaseModel
from werkzeug.routing import Map, UnicodeConverter

from judge.domain.access import EVERYBODY, Access
from judge.domain.challenge import RESERVED_IDS

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A good answer: a model for JSON, or the media type of something else."""

    status: int = 200
    description: str = "Done."
    model: type[BaseModel] | None = None
    media_type: str = "application/json"
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``path`` has OpenAPI's braces; ``errors`` are the codes it may answer with, besides those of every call.

    ``access`` is its row in the table of roles.

    ``also_below`` is a prefix under which the same call is answered too.
    """

    method: str
    path: str
    view: Callable[..., Response]
    summary: str
    answers: tuple[Answer, ...]
    errors: tuple[str, ...] = ()
    query: type[BaseModel] | None = None
    headers: type[BaseModel] | None = None
    body: dict[str, type[BaseModel]] = field(default_factory=dict)
    also_below: str = ""
    access: Access = EVERYBODY


class Parameter(UnicodeConverter):
    """A part of a path that may be anything but a word of the API that stands there in another path."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = rf"(?!(?:{'|'.join(RESERVED_IDS)})\Z){self.regex}"


Guard = Callable[[Call], Callable[..., Response]]


def register(app: Flask, calls: tuple[Call, ...], guard: Guard) -> None:
    """Make the routes of ``calls``, each behind the guard. A path that several calls share gets one rule each."""
    app.url_map.converters["default"] = Parameter
    for call in calls:
        rule = call.path.replace("{", "<").replace("}", ">")
        view = guard(call)
        app.add_url_rule(rule, f"{call.method} {call.path}", view, methods=[call.method])
        if call.also_below:
            app.add_url_rule(call.also_below + rule, f"also {call.method} {call.path}", view, methods=[call.method])


def json_response(model: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(model.model_dump_json(), status, headers or {}, content_type="application/json")
