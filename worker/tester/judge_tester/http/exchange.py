"""What was said between tester and service, bounded, kept for the test that runs now."""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from judge_tester.text import target

from .budget import Room

_BODY_BYTES = 4096
_KEPT = 6

Headers = Sequence[tuple[str, str]]


@dataclass(slots=True)
class Exchange:
    """One request, and as much of its answer as there was. Bodies hold their first bytes only."""

    method: str
    url: str
    target: str
    """``POST /todos?page=2``, as it was sent: an address that was built from parts may be too long to be parsed."""
    request_headers: Headers
    request_body: bytes
    request_bytes: int
    status: int = 0
    reason_phrase: str = ""
    headers: Headers = ()
    body: bytearray = field(default_factory=bytearray)
    body_bytes: int = 0
    problem: str = ""
    began_s: float = field(default_factory=time.monotonic)
    took_s: float = 0.0

    @classmethod
    def of(cls, request: httpx.Request) -> "Exchange":
        body = _content(request)
        return cls(
            method=request.method,
            url=str(request.url),
            target=target(request.method, request.url.raw_path),
            request_headers=_headers(request.headers),
            request_body=body[:_BODY_BYTES],
            request_bytes=len(body),
        )

    def answered(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.reason_phrase = response.reason_phrase
        self.headers = _headers(response.headers)

    def received(self, data: bytes) -> None:
        self.body_bytes += len(data)
        room = _BODY_BYTES - len(self.body)
        if room > 0:
            self.body += data[:room]

    def failed(self, error: BaseException) -> None:
        self.problem = f"{type(error).__name__}: {error}"

    def ended(self) -> None:
        self.took_s = time.monotonic() - self.began_s


class Recorder:
    """What the test that runs now has of its exchanges: the last of them, and room for answers."""

    def __init__(self, response_bytes: int) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=_KEPT)
        self.room = Room(response_bytes)

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    def begin(self, request: httpx.Request) -> Exchange:
        exchange = Exchange.of(request)
        self.exchanges.append(exchange)
        return exchange

    def clear(self) -> None:
        self.exchanges.clear()
        self.room.clear()


def _content(request: httpx.Request) -> bytes:
    """The body, unless it is a generator, which can be read only once."""
    try:
        return request.content
    except httpx.RequestNotRead:
        # Forms with files: a stream of known length that can be read again.
        if "content-length" in request.headers and request.headers.get("content-type", "").startswith("multipart/"):
            return request.read()
        return b""


def _headers(headers: httpx.Headers) -> Headers:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw[:100]]
