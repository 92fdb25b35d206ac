"""Where the connections of a race wait for each other, so that the requests leave at the same moment."""

import asyncio

# A service with a short backlog takes them one by one, and must not wait for connections it has not accepted.
_PATIENCE_S = 0.25


class StartingGate:
    def __init__(self, expected: int) -> None:
        self._missing = expected
        self._open = asyncio.Event()

    async def pass_through(self) -> None:
        self._missing -= 1
        if self._missing <= 0:
            self._open.set()
        try:
            await asyncio.wait_for(self._open.wait(), _PATIENCE_S)
        except TimeoutError:
            self._open.set()
