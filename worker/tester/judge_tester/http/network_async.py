"""The same over asyncio, for races and asynchronous tests."""

from collections.abc import Iterable
from typing import Any, Protocol

import httpcore

from .budget import budget_of

_PIECE_BYTES = 64 * 1024


class Gate(Protocol):
    """Where new connections wait for each other."""

    async def pass_through(self) -> None: ...


class AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        budget = budget_of(timeout)
        try:
            data = await self._inner.read(max_bytes, budget.left_s())
        except httpcore.ReadTimeout:
            raise budget.spent() from None
        budget.received(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        budget = budget_of(timeout)
        for start in range(0, len(buffer), _PIECE_BYTES):
            try:
                await self._inner.write(buffer[start : start + _PIECE_BYTES], budget.left_s())
            except httpcore.WriteTimeout:
                raise budget.spent() from None

    async def aclose(self) -> None:
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, gate: Gate | None = None) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._gate = gate

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - httpcore's interface
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - httpcore's interface
    ) -> httpcore.AsyncNetworkStream:
        budget = budget_of(timeout)
        try:
            stream = await self._inner.connect_tcp(host, port, budget.left_s())
        except httpcore.ConnectTimeout:
            raise budget.spent() from None
        if self._gate is not None:
            await self._gate.pass_through()
        return AsyncStream(stream)
