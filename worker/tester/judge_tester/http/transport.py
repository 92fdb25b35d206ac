"""httpx's transports with our sockets, our limits, and a record of what was said."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import h11
import httpcore
import httpx

from judge_tester.failures import ResponseTooLarge

from .answer import Answer
from .budget import Budget
from .exchange import Exchange, Recorder
from .network import Backend
from .network_async import AsyncBackend, Gate

# Shorter than any common server keeps a connection (gunicorn: 2 s): a request must not meet a server's goodbye.
_IDLE_S = 1.0

_TOO_LONG = 431

_HEADERS = 256
_MANY = f"the answer has more than {_HEADERS} headers"


@dataclass(frozen=True, slots=True)
class ClientLimits:
    request_timeout_s: float
    response_bytes: int

    def put_budget(self, request: httpx.Request, recorder: Recorder) -> None:
        """A test may give one request another time limit (``timeout=20``), not lift it."""
        asked = request.extensions.get("timeout", {}).get("read")
        seconds = self.request_timeout_s if asked is None else asked
        budget = Budget(seconds, self.response_bytes, recorder.room)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), budget)
        request.extensions = {**request.extensions, "timeout": timeouts}

    def answer(self, response: httpx.Response, body: object, recorder: Recorder, exchange: Exchange) -> Answer:
        answer = Answer(
            status_code=response.status_code,
            headers=response.headers,
            stream=body,
            extensions={**response.extensions, "exchange": exchange},
            response_bytes=self.response_bytes,
            room=recorder.room,
        )
        exchange.answered(answer)
        return answer


class Transport(httpx.HTTPTransport):
    def __init__(self, limits: ClientLimits, recorder: Recorder) -> None:
        super().__init__(verify=False, trust_env=False)
        self._pool = httpcore.ConnectionPool(max_connections=None, keepalive_expiry=_IDLE_S, network_backend=Backend())
        self._limits = limits
        self._recorder = recorder

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._limits.put_budget(request, self._recorder)
        exchange = self._recorder.begin(request)
        with _Watched(exchange):
            response = super().handle_request(request)
            if _too_many(response):
                response.close()
                raise ResponseTooLarge(_MANY)
        return self._limits.answer(response, _Body(response.stream, exchange), self._recorder, exchange)


class AsyncTransport(httpx.AsyncHTTPTransport):
    def __init__(self, limits: ClientLimits, recorder: Recorder, gate: Gate | None = None) -> None:
        super().__init__(verify=False, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=None, keepalive_expiry=_IDLE_S, network_backend=AsyncBackend(gate)
        )
        self._limits = limits
        self._recorder = recorder

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._limits.put_budget(request, self._recorder)
        exchange = self._recorder.begin(request)
        with _Watched(exchange):
            response = await super().handle_async_request(request)
            if _too_many(response):
                await response.aclose()
                raise ResponseTooLarge(_MANY)
        return self._limits.answer(response, _AsyncBody(response.stream, exchange), self._recorder, exchange)


class _Watched:
    """An error inside is noted in the exchange; headers that never end get the name they deserve."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if error is None:
            return
        self._exchange.ended()
        self._exchange.failed(error)
        if isinstance(error, httpx.RemoteProtocolError) and _too_long(error):
            raise ResponseTooLarge("the status line and headers of the answer do not end within 100 KiB") from error


class _Body(httpx.SyncByteStream):
    def __init__(self, inner: Any, exchange: Exchange) -> None:
        self._inner = inner
        self._exchange = exchange

    def __iter__(self) -> Iterator[bytes]:
        with _Watched(self._exchange):
            for piece in self._inner:
                self._exchange.received(piece)
                yield piece

    def close(self) -> None:
        self._exchange.ended()
        self._inner.close()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, inner: Any, exchange: Exchange) -> None:
        self._inner = inner
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _Watched(self._exchange):
            async for piece in self._inner:
                self._exchange.received(piece)
                yield piece

    async def aclose(self) -> None:
        self._exchange.ended()
        await self._inner.aclose()


def _too_many(response: httpx.Response) -> bool:
    """Each may be a cookie, which every later request would carry and pay for."""
    return len(response.headers.raw) > _HEADERS


def _too_long(error: httpx.RemoteProtocolError) -> bool:
    """httpcore wraps h11's error, and cuts it off as the cause; it is still the argument."""
    wrapped = error.__cause__.args[:1] if error.__cause__ is not None else ()
    return any(isinstance(inner, h11.RemoteProtocolError) and inner.error_status_hint == _TOO_LONG for inner in wrapped)
