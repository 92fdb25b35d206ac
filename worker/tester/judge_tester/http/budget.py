"""What one request may cost. It travels where a timeout would.

httpx and httpcore hand ``request.extensions["timeout"]`` on, value by value and untouched, to the stream that reads
and writes. A float that knows its deadline and counts bytes therefore reaches every read of its request, and no
other's, in any thread or task.
"""

import time

from judge_tester.failures import RequestTimeout, ResponseTooLarge

_ROOM_BYTES = 64 << 20


class Room:
    """Bytes for all answers of one test together: a test may keep them all, and the tester's memory is bounded."""

    def __init__(self, response_bytes: int) -> None:
        self._whole = max(_ROOM_BYTES, 2 * response_bytes)
        self._left = self._whole

    def take(self, count: int) -> None:
        """Raises: ResponseTooLarge: there is no more."""
        self._left -= count
        if self._left < 0:
            raise ResponseTooLarge(f"the answers to this test are longer than {self._whole >> 20} MiB together")

    def clear(self) -> None:
        self._left = self._whole


class Budget(float):
    """Seconds for a request, from now on, and bytes that its response may have (status line and headers too)."""

    deadline: float
    response_bytes: int
    bytes_left: int

    room: Room

    def __new__(cls, seconds: float, response_bytes: int, room: Room) -> "Budget":
        self = super().__new__(cls, seconds)
        self.deadline = time.monotonic() + seconds
        self.response_bytes = response_bytes
        self.bytes_left = response_bytes
        self.room = room
        return self

    def left_s(self) -> float:
        """Raises: RequestTimeout: nothing is left."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self.spent()
        return left

    def spent(self) -> RequestTimeout:
        return RequestTimeout(f"no complete answer within {float(self):g} s")

    def received(self, count: int) -> None:
        """Raises: ResponseTooLarge: these bytes are more than the response may have."""
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise too_large(self.response_bytes)
        self.room.take(count)


def too_large(response_bytes: int) -> ResponseTooLarge:
    return ResponseTooLarge(f"the answer is longer than {response_bytes // 1024} KiB")


def budget_of(timeout: float | None) -> Budget:
    """The budget that came in a timeout's place."""
    if not isinstance(timeout, Budget):
        raise TypeError("a request without a budget")
    return timeout
