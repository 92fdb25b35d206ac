"""Reads bodies: JSON or a form into a model, and that of ``POST /submissions`` into a request for the use case."""

from io import BytesIO
from itertools import chain
from typing import IO, Any

from flask import Request as FlaskRequest
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.formparser import FormDataParser

from judge.api.json_text import parsed
from judge.api.requests import ArchiveRequest, Model, SubmissionRequest, validated
from judge.archives import read_archive
from judge.domain.errors import FieldProblem, InvalidInput
from judge.domain.paths import shown
from judge.service.files import FileLimits
from judge.service.submit import Request

JSON_ERRORS = ("malformed_json", "body_too_large", "unsupported_media_type", "invalid_input")
"""Codes that every call with a JSON body may answer with."""
MAX_JSON_BYTES = 256 * 1024
"""Of a JSON body that carries no files: a hundred invitations with long names have some 150 of it."""
_WRONG = "The submission cannot be taken."


class _LoudParser(FormDataParser):
    """Werkzeug makes an empty form of a malformed one; here it is an error."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "silent": False})


class ApiRequest(FlaskRequest):
    """Uploads stay in memory (the body's size is limited), never in a temporary file."""

    form_data_parser_class = _LoudParser

    def _get_file_stream(self, *_args: Any, **_options: Any) -> IO[bytes]:
        return BytesIO()


def read_submission(request: FlaskRequest, limits: FileLimits, idempotency_key: str) -> Request:
    """The submission in the body.

    Raises:
        InvalidInput: with code ``malformed_json``, ``malformed_multipart``, ``invalid_archive`` or ``invalid_input``.
        UnsupportedMediaType, RequestEntityTooLarge
    """
    match request.mimetype:
        case "application/json":
            sent = json_body(SubmissionRequest, request, _WRONG, limits=limits)
            files = {path: text.encode() for path, text in sent.files.items()}
            return Request(challenge=sent.challenge, runtime=sent.runtime, files=files, idempotency_key=idempotency_key)
        case "multipart/form-data":
            return _from_multipart(request, limits, idempotency_key)
        case _:
            raise UnsupportedMediaType("Send application/json, or multipart/form-data with an archive.")


def json_body(model: type[Model], request: FlaskRequest, wrong: str, *, limits: FileLimits | None = None) -> Model:
    """The JSON body as ``model``; ``wrong`` is the sentence when it is not one.

    ``limits`` are those of a body that carries files. It may be as large as the server takes, all others are small.

    Raises:
        InvalidInput: with code ``malformed_json`` or ``invalid_input``.
        UnsupportedMediaType, RequestEntityTooLarge
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send application/json.")
    if limits is None:
        request.max_content_length = min(MAX_JSON_BYTES, request.max_content_length or MAX_JSON_BYTES)
    value = parsed(_whole_body(request), wrong, files=limits.files if limits else None)
    return validated(model, value, wrong)


def _whole_body(request: FlaskRequest) -> bytes:
    """The body. Werkzeug cuts one that comes without a length at the limit, and says nothing; here that is an error."""
    most = request.max_content_length
    if most is not None and (request.content_length or 0) > most:
        raise _too_large(most)
    body = request.get_data(cache=False)
    if request.content_length is None and most is not None and len(body) >= most:
        raise _too_large(most)
    return body


def _too_large(most: int) -> RequestEntityTooLarge:
    return RequestEntityTooLarge(f"The body may have at most {most} bytes in this call; send less.")


def _from_multipart(request: FlaskRequest, limits: FileLimits, idempotency_key: str) -> Request:
    sent = form_body(ArchiveRequest, request, _WRONG)
    return Request(
        challenge=sent.challenge,
        runtime=sent.runtime,
        files=read_archive(sent.archive, limits),
        idempotency_key=idempotency_key,
    )


def form_body(model: type[Model], request: FlaskRequest, wrong: str) -> Model:
    """The multipart body as ``model``; its part ``archive`` is a file, all others are fields.

    Raises:
        InvalidInput: with code ``malformed_multipart`` or ``invalid_input``.
        UnsupportedMediaType, RequestEntityTooLarge
    """
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("Send multipart/form-data with an archive.")
    try:
        form, files = request.form, request.files
    except ValueError as error:
        raise InvalidInput(f"The body cannot be read: {error}.", code="malformed_multipart") from error
    data: dict[str, object] = {}
    problems = []
    for name, values in chain[tuple[str, list[str] | list[FileStorage]]](form.lists(), files.lists()):
        if name in data or len(values) > 1:
            problems.append(FieldProblem(shown(name)[1:-1], "is given more than once; give it once"))
        if (name in files) != (name == "archive"):
            what = "must be a file (curl: -F archive=@solution.zip)" if name == "archive" else "must not be a file"
            problems.append(FieldProblem(shown(name)[1:-1], what))
        data[name] = first if isinstance(first := values[0], str) else first.read()
    if problems:
        raise InvalidInput(wrong, tuple(problems))
    return validated(model, data, wrong)
