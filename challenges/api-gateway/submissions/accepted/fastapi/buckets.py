import math
import time

from refusal import Refusal


class Buckets:
    """A token bucket for every key, full when it is first seen."""

    def __init__(self, capacity, per_second):
        self.capacity, self.per_second = capacity, per_second
        self._levels = {}

    def take(self, key):
        now = time.monotonic()
        level, then = self._levels.get(key, (self.capacity, now))
        level = min(self.capacity, level + (now - then) * self.per_second)
        enough = level >= 1
        self._levels[key] = (level - enough, now)
        if not enough:
            wait_s = (1 - level) / self.per_second
            raise Refusal(429, "rate_limited", Retry_After=str(math.ceil(wait_s)))
