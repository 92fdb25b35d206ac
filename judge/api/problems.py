"""Errors as RFC 9457 problem documents, and the table from stable codes to HTTP."""

import structlog
from flask import Flask, Response
from pydantic import BaseModel, Field
from werkzeug.exceptions import HTTPException

from judge.domain.errors import (
    Busy,
    Conflict,
    Exhausted,
    Forbidden,
    InvalidInput,
    JudgeError,
    NotFound,
    Unauthenticated,
    Unavailable,
)
from judge.domain.errors import FieldProblem as DomainProblem

_log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2

CODES: dict[str, tuple[int, str]] = {
    "bad_request": (400, "The request is malformed"),
    "malformed_json": (400, "The body is not JSON"),
    "malformed_multipart": (400, "The body is not multipart/form-data"),
    "untrusted_host": (400, "The Host header is not this server's"),
    "unauthenticated": (401, "A valid key is needed"),
    "forbidden": (403, "This key may not do this"),
    "cross_site": (403, "Requests from other web sites are refused"),
    "not_found": (404, "Not found"),
    "method_not_allowed": (405, "Method not allowed"),
    "conflict": (409, "The state of it does not allow this"),
    "idempotency_key_reused": (409, "The Idempotency-Key belongs to another request"),
    "assessment_not_open": (409, "The assessment is not open yet"),
    "deadline_passed": (409, "The time for the assessment is over"),
    "attempts_exhausted": (409, "There are no attempts left"),
    "invitation_used": (409, "The link has given its key already"),
    "invitation_ended": (410, "The invitation is not valid any more"),
    "id_taken": (409, "The id belongs to another challenge"),
    "body_too_large": (413, "The request is too large"),
    "uri_too_long": (414, "The address is too long"),
    "unsupported_media_type": (415, "The content type is not supported"),
    "invalid_input": (422, "Some fields are wrong"),
    "unknown_challenge": (422, "There is no such challenge"),
    "unknown_runtime": (422, "There is no such runtime"),
    "runtime_not_allowed": (422, "The challenge does not allow this runtime"),
    "invalid_files": (422, "Some files cannot be taken"),
    "invalid_archive": (422, "The archive cannot be taken"),
    "invalid_package": (422, "The challenge package has problems"),
    "missing_main_file": (422, "The file that is started is missing"),
    "quota_exceeded": (429, "Too many submissions"),
    "headers_too_large": (431, "The headers are too large"),
    "internal_error": (500, "The judge failed"),
    "queue_full": (503, "The queue is full"),
    "store_full": (503, "The judge's store is full"),
    "unavailable": (503, "A part of the judge is missing"),
}
"""Status and title of every code; codes are stable, titles may improve."""

_BY_STATUS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
_BY_STATUS[415] = "unsupported_media_type"


class FieldError(BaseModel):
    field: str = Field(description='Where the problem is: `challenge`, `files["a/b.py"]`, `archive`, …')
    message: str = Field(description="What is wrong there and what to do about it")


class Problem(BaseModel):
    """An error. `code` is stable; `errors` is there when fields of the request are wrong."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldError] | None = None


def problem(
    code: str, detail: str, errors: tuple[DomainProblem, ...] = (), headers: dict[str, str] | None = None
) -> Response:
    status, title = CODES[code]
    document = Problem(
        type=f"urn:judge:error:{code}",
        title=title,
        status=status,
        code=code,
        detail=detail,
        errors=[FieldError(field=error.field, message=error.message) for error in errors] or None,
    )
    return Response(document.model_dump_json(exclude_none=True), status, headers or {}, content_type=MEDIA_TYPE)


def install(app: Flask) -> None:
    """Every error of every kind leaves as a problem document."""
    app.register_error_handler(JudgeError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: JudgeError) -> Response:  # noqa: PLR0911 - a table
    match error:
        case InvalidInput():
            return problem(_known(error.code, "invalid_input"), str(error), error.problems)
        case Unauthenticated():
            return problem("unauthenticated", str(error), headers={"WWW-Authenticate": "Bearer"})
        case Forbidden():
            return problem("forbidden", str(error))
        case NotFound():
            return problem("not_found", str(error))
        case Conflict() | Exhausted():
            return problem(_known(error.code, "conflict"), str(error))
        case Busy():
            retry = {"Retry-After": str(error.retry_after_s)}
            return problem(_known(error.code, "queue_full"), str(error), headers=retry)
        case Unavailable():
            _log.error("unavailable", error=str(error))
            retry = {"Retry-After": str(RETRY_AFTER_S)}
            return problem("unavailable", "Try again in a moment; /readyz says what is missing.", headers=retry)
        case _:
            return _unexpected(error)


def _http_error(error: HTTPException) -> Response:
    """Flask's and Werkzeug's own errors: keep what their headers say (``Allow``), replace their page."""
    status = error.code or 500
    code = _BY_STATUS.get(status, "bad_request" if status < 500 else "internal_error")
    headers = {name: value for name, value in error.get_headers() if name.lower() not in ("content-type", "location")}
    return problem(code, error.description or CODES[code][1], headers=headers)


def _unexpected(error: Exception) -> Response:
    _log.error("internal_error", exc_info=error)
    return problem("internal_error", "This is a bug of the judge; its log has the details.")


def _known(code: str, otherwise: str) -> str:
    return code if code in CODES else otherwise
