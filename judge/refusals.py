"""Problem documents for what gunicorn refuses before the app sees it, and for bodies that break off in the middle.

Gunicorn loads this module by name, before gevent has patched the standard library: what is ours is imported later.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from importlib import import_module
from typing import IO, Any

from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.util import write_nonblock
from gunicorn.workers.ggevent import GeventWorker

_MOST_DETAIL = 200
_OURS = (InvalidResponseHeader, InvalidResponseHeaderName)
_WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's own answers are pages of HTML, and some blame the server for what the client sent."""

    def handle_error(self, _request: Any, client: Any, address: Any, error: BaseException) -> None:
        code = code_of(error)
        if code == "internal_error":
            self.log.exception("Error handling a request")
        else:
            self.log.warning("Refused a request of %s: %s", address and address[0], error)
        try:
            write_nonblock(client, refusal(code, str(error)))
        except OSError as gone:
            self.log.debug("Nobody heard of it: %s", gone)


def code_of(error: BaseException) -> str:
    """The code of the problem that a request met before it reached the app."""
    match error:
        case LimitRequestLine():
            return "uri_too_long"
        case LimitRequestHeaders():
            return "headers_too_large"
        case ParseException() if not isinstance(error, _OURS):
            return "bad_request"
        case _:
            return "internal_error"


def refusal(code: str, detail: str) -> bytes:
    """The whole answer; the connection ends with it."""
    problem = import_module("judge.api.problems").problem
    answer = problem(code, "This is a bug of the judge." if code == "internal_error" else detail[:_MOST_DETAIL])
    head = (
        f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}",
        "Connection: close",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.data)}",
    )
    return "\r\n".join((*head, "", "")).encode() + bytes(answer.data)


class Body:
    """A request's body. Reading a malformed one is an OSError, which Werkzeug knows for the client's fault."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except ParseException as error:
            raise OSError(str(error)) from error


def with_bodies(app: _WsgiApp) -> _WsgiApp:
    """The app, reading every request through :class:`Body`."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = Body(environ["wsgi.input"])
        return app(environ, start_response)

    return serve
