"""The fake upstreams' thread: one event loop that serves all of them.

    main thread ── rules, calls (State) ──► loop thread ── sockets ◄── the service

Addresses are taken when the object is made, before the service exists and could take them first.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping

from .connection import Connection
from .state import State

_CONNECTIONS = 256
_BACKLOG = 256
_PATIENCE_S = 5.0


class Servers:
    def __init__(self, ports: Mapping[str, int]) -> None:
        self.states = {name: State() for name in ports}
        self._listeners = {name: _listen(port) for name, port in ports.items()}
        self._open: dict[asyncio.Task[None], Connection] = {}
        if ports:
            self._loop = asyncio.new_event_loop()
            ready = threading.Event()
            threading.Thread(target=self._run, args=(ready,), name="upstreams", daemon=True).start()
            ready.wait()

    def port(self, name: str) -> int:
        return int(self._listeners[name].getsockname()[1])

    def reset(self) -> None:
        """Forget rules and calls, and end what still waits for an answer. Idle connections stay: services pool them."""
        for state in self.states.values():
            state.reset()
        if any(connection.busy for connection in list(self._open.values())):
            asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(_PATIENCE_S)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        for name, listener in self._listeners.items():
            serve = self._serving(self.states[name])
            self._loop.run_until_complete(asyncio.start_server(serve, sock=listener, backlog=_BACKLOG))
        self._loop.call_soon(ready.set)
        self._loop.run_forever()

    def _serving(self, state: State) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is None or len(self._open) >= _CONNECTIONS:
                writer.transport.abort()
                return
            self._open[task] = Connection(reader, writer, state)
            try:
                with contextlib.suppress(asyncio.CancelledError):
                    await self._open[task].serve()
            finally:
                del self._open[task]

        return serve

    async def _drop(self) -> None:
        tasks = [task for task, connection in self._open.items() if connection.busy]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(_BACKLOG)
    return listener
