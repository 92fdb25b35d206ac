"""Problem documents for what gunicorn refuses before the app sees it, and bounds on clients that are slow or break off.

Gunicorn loads this module by name, before gevent has patched the standard library: what is ours is imported later.
"""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from importlib import import_module
from time import monotonic
from typing import IO, Any

from gevent import Timeout
from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.util import write_nonblock
from gunicorn.workers.ggevent import GeventWorker

BYTES_PER_S = 8 * 1024
"""A body may take longer than the patience with its client where its bytes come at least as fast as this."""
SLICE_BYTES = 64 * 1024
"""What of an answer must be taken within that patience."""
_MOST_DETAIL = 200
_OURS = (InvalidResponseHeader, InvalidResponseHeaderName)
_WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's own answers are pages of HTML, and some blame the server for what the client sent.

    It waits for the head of a request as long as for the next one of a connection (``keepalive``), and for ever for
    whoever does not take what they are sent.
    """

    def handle_request(self, listener: Any, request: Any, client: Any, address: Any) -> None:
        client.settimeout(self.cfg.keepalive)
        try:
            super().handle_request(listener, request, client, address)
        except TimeoutError:
            self.log.warning("Left %s, who did not take the answer", address and address[0])
            raise StopIteration from None

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
    safe: dict[str, str] = import_module("judge.api.headers").SAFE
    answer = problem(code, "This is a bug of the judge." if code == "internal_error" else detail[:_MOST_DETAIL])
    head = (
        f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}",
        "Connection: close",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.data)}",
        *(f"{name}: {value}" for name, value in safe.items()),
    )
    return "\r\n".join((*head, "", "")).encode() + bytes(answer.data)


class Body:
    """A request's body. Reading a malformed one is an OSError, which Werkzeug knows for the client's fault; one that
    comes too slowly is answered with what ``slow`` makes, and gunicorn ends the connection after either."""

    def __init__(self, stream: IO[bytes], patience_s: float, slow: Callable[[], Exception]) -> None:
        self._stream = stream
        self._slow = slow
        self._patience_s = patience_s
        self._began = monotonic()
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        parts: list[bytes] = []
        while size < 0 or size > sum(map(len, parts)):
            left = SLICE_BYTES if size < 0 else min(SLICE_BYTES, size - sum(map(len, parts)))
            part = self._part(left)
            parts.append(part)
            if len(part) < left:
                break
        return b"".join(parts)

    def _part(self, size: int) -> bytes:
        """So much of it, or all that there is. A part is asked for at once, so it has the time of all its bytes."""
        due = self._began + self._patience_s + (self._read + size) / BYTES_PER_S
        try:
            with Timeout(max(0.001, due - monotonic()), self._slow()):
                part = self._stream.read(size)
        except ParseException as error:
            raise OSError(str(error)) from error
        except TimeoutError:
            raise self._slow() from None
        self._read += len(part)
        return part


class Answer:
    """An answer in slices, each of which the client has to take in time."""

    def __init__(self, whole: Iterable[bytes]) -> None:
        self._whole = whole

    def __iter__(self) -> Iterator[bytes]:
        for part in self._whole:
            for at in range(0, len(part), SLICE_BYTES) if len(part) > SLICE_BYTES else (0,):
                yield part[at : at + SLICE_BYTES]

    def close(self) -> None:
        if close := getattr(self._whole, "close", None):
            close()


def bounded(app: _WsgiApp, patience_s: float) -> _WsgiApp:
    """The app, reading every request through :class:`Body` and answering through :class:`Answer`."""
    slow = import_module("judge.api.problems").too_slow

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = Body(environ["wsgi.input"], patience_s, slow)
        return Answer(app(environ, start_response))

    return serve
