import sys
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

NEVER = float("inf")


class Bucket:
    """Counts in parts of a token, ``period`` of which make a whole: a millisecond brings ``refill`` of them."""

    def __init__(self, capacity: int, refill: int, period: int) -> None:
        self.refill = refill
        self.period = period
        self.full = capacity * period
        self.level = self.full
        self.updated = 0

    def wait(self, now: int, cost: int) -> float:
        self.level = min(self.full, self.level + (now - self.updated) * self.refill)
        self.updated = now
        needed = cost * self.period
        if needed > self.full:
            return NEVER
        return max(0, -((self.level - needed) // self.refill))

    def charge(self, now: int, cost: int) -> float:
        self.level -= cost * self.period
        return self.level / self.period


class Window:
    """Admissions in order of time; ``totals[i]`` is what all of them up to the i-th cost together."""

    def __init__(self, capacity: int, length: int) -> None:
        self.capacity = capacity
        self.length = length
        self.times: list[int] = []
        self.totals: list[int] = []
        self.first = 0  # the oldest admission that still counts
        self.gone = 0  # what those before it cost together

    @property
    def used(self) -> int:
        return self.totals[-1] - self.gone if self.totals else 0

    def wait(self, now: int, cost: int) -> float:
        while self.first < len(self.times) and self.times[self.first] <= now - self.length:
            self.gone = self.totals[self.first]
            self.first += 1
        excess = self.used + cost - self.capacity
        if excess <= 0:
            return 0
        if cost > self.capacity:
            return NEVER
        last_to_leave = bisect_left(self.totals, self.gone + excess, self.first)
        return self.times[last_to_leave] + self.length - now

    def charge(self, now: int, cost: int) -> float:
        self.times.append(now)
        self.totals.append((self.totals[-1] if self.totals else 0) + cost)
        return self.capacity - self.used


KINDS = {"bucket": Bucket, "window": Window}
SCOPES: dict[str, Callable[[str, str], object]] = {
    "client": lambda client, route: client,
    "route": lambda client, route: route,
    "client+route": lambda client, route: (client, route),
    "everyone": lambda client, route: None,
}


@dataclass
class Rule:
    name: str
    key: Callable[[str, str], object]
    make: Callable[[], Bucket | Window]
    limits: dict[object, Bucket | Window] = field(default_factory=dict)

    def limit(self, client: str, route: str) -> Bucket | Window:
        # Nobody makes the limit of a key that is seen for the first time.
        return self.limits[self.key(client, route)]


class Limiter:
    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def add_rule(self, name: str, scope: str, kind: str, *numbers: int) -> None:
        self.rules.append(Rule(name, SCOPES[scope], lambda: KINDS[kind](*numbers)))

    def decide(self, now: int, client: str, route: str, cost: int) -> str:
        limits = [rule.limit(client, route) for rule in self.rules]
        waits = [limit.wait(now, cost) for limit in limits]
        longest = max(waits)
        if longest == 0:
            return f"allow {min(limit.charge(now, cost) for limit in limits):.7f}"
        name = self.rules[waits.index(longest)].name
        return f"deny {'never' if longest == NEVER else longest} {name}"


def main() -> None:
    limiter = Limiter()
    for line in sys.stdin:
        match line.split():
            case "rule", name, scope, kind, *numbers:
                limiter.add_rule(name, scope, kind, *map(int, numbers))
            case time, client, route, cost:
                print(limiter.decide(int(time), client, route, int(cost)))


main()
