"""Rates in Redis, counted by the ``limits`` library in a window that moves, and shared by all API processes."""

import time

from limits import parse
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from judge.domain.errors import Unavailable

_PREFIX = "judge:rates"


class RedisRates:
    """``judge.service.ports.Rates``."""

    def __init__(self, url: str) -> None:
        storage = RedisStorage(url, key_prefix=_PREFIX, wrap_exceptions=True)
        self._limiter = SlidingWindowCounterRateLimiter(storage)

    def hit(self, name: str, rate: str, cost: int = 1) -> float:
        item = parse(rate)
        try:
            if self._limiter.hit(item, name, cost=cost):
                return 0.0
            return max(1.0, self._limiter.get_window_stats(item, name).reset_time - time.time())
        except StorageError as error:
            raise Unavailable(f"Redis: {error}") from error
