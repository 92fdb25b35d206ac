"""One connection of the service to a fake upstream: HTTP/1.1 through h11, with bounds on everything."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import h11

from .call import Call
from .rule import Step, Then
from .state import Request, State

_BODY_BYTES = 256 * 1024
_PIECE_BYTES = 64 * 1024
_IDLE_S = 300.0


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: State) -> None:
        self._reader = reader
        self._writer = writer
        self._state = state
        self._http = h11.Connection(h11.SERVER)
        self.busy = False
        """A request was read and is not answered yet."""

    async def serve(self) -> None:
        """Answer requests until the other side, or a rule, ends it."""
        try:
            async with asyncio.timeout(None) as patience:
                self._patience = patience
                while await self._one():
                    pass
        except (OSError, TimeoutError, h11.RemoteProtocolError, h11.LocalProtocolError):
            return
        finally:
            self._writer.transport.abort()

    async def _one(self) -> bool:
        """One request; whether the connection can go on."""
        self._patience.reschedule(asyncio.get_running_loop().time() + _IDLE_S)
        request = await self._request()
        if request is None:
            return False
        self._patience.reschedule(None)
        self.busy = True
        call, step = self._state.take(request)
        if step.delay_s:
            await asyncio.sleep(step.delay_s)
        if step.function is not None:
            step = await asyncio.to_thread(_computed, step.function, call)
        match step.then:
            case Then.HANG:
                await asyncio.Event().wait()
            case Then.DROP:
                return False
            case Then.CUT:
                await self._send(step, len(step.body) // 2)
                return False
            case Then.ANSWER:
                await self._send(step, len(step.body))
        self.busy = False
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            return True
        return False

    async def _request(self) -> Request | None:
        head = await self._event()
        if not isinstance(head, h11.Request):
            return None
        generation = self._state.generation
        if self._http.they_are_waiting_for_100_continue:
            answer = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
            self._writer.write(self._http.send(answer) or b"")
        body = bytearray()
        while not isinstance(event := await self._event(), h11.EndOfMessage):
            if not isinstance(event, h11.Data):
                return None
            body += event.data
            if len(body) > _BODY_BYTES:
                await self._send(Step(status=413, headers={"connection": "close"}), 0)
                return None
        path, _, query = head.target.decode("ascii", "replace").partition("?")
        headers = {name.decode("ascii", "replace"): value.decode("latin-1") for name, value in head.headers}
        return Request(head.method.decode("ascii"), unquote(path), query, headers, bytes(body), generation)

    async def _event(self) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._reader.read(_PIECE_BYTES))
        return event

    async def _send(self, step: Step, length: int) -> None:
        """The head of the answer, and the first ``length`` bytes of its body."""
        headers = {name.lower(): value for name, value in step.headers.items()}
        if step.status not in (204, 304) and "transfer-encoding" not in headers:
            headers.setdefault("content-length", str(len(step.body)))
        try:
            reason = HTTPStatus(step.status).phrase
        except ValueError:
            reason = ""
        head = h11.Response(status_code=step.status, headers=list(headers.items()), reason=reason)
        self._writer.write(self._http.send(head) or b"")
        if length and step.status not in (204, 304):
            self._writer.write(self._http.send(h11.Data(data=step.body[:length])) or b"")
        if length == len(step.body):
            self._writer.write(self._http.send(h11.EndOfMessage()) or b"")
        await self._writer.drain()


def _computed(function: Callable[[Call], Any], call: Call) -> Step:
    value = function(call)
    status, body = value if isinstance(value, tuple) else (200, value)
    data = json.dumps(body).encode()
    return replace(Step(), status=status, body=data, headers={"content-type": "application/json"})
