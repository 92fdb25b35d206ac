"""Rates in memory: a window that never moves, which is enough for tests that do not wait."""

from collections import Counter


class FakeRates:
    def __init__(self) -> None:
        self.counted: Counter[tuple[str, str]] = Counter()

    def hit(self, name: str, rate: str, cost: int = 1) -> float:
        if self.counted[name, rate] + cost > int(rate.partition("/")[0]):
            return 30.0
        self.counted[name, rate] += cost
        return 0.0
