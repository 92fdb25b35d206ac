"""Cases of ``rate-limiter``. The reference reckons in fractions and decides by the definitions of the statement."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Protocol

from scripts.challenges.casefiles import Case, run

SCOPES = ("client", "route", "client+route", "everyone")


class Limit(Protocol):
    """State of one rule for one key. ``room_at`` is the first time at which ``cost`` fits, if nothing else comes."""

    def room_at(self, now: int, cost: int) -> int: ...

    def charge(self, now: int, cost: int) -> Fraction: ...


@dataclass(slots=True)
class Bucket:
    capacity: int
    refill: int
    period: int
    tokens: Fraction = field(init=False)
    seen: int = 0

    def __post_init__(self) -> None:
        self.tokens = Fraction(self.capacity)

    def at(self, now: int) -> Fraction:
        return min(Fraction(self.capacity), self.tokens + Fraction((now - self.seen) * self.refill, self.period))

    def room_at(self, now: int, cost: int) -> int:
        missing = max(Fraction(0), cost - self.at(now))
        return now + -(-missing * self.period // self.refill)

    def charge(self, now: int, cost: int) -> Fraction:
        self.tokens, self.seen = self.at(now) - cost, now
        return self.tokens


@dataclass(slots=True)
class Window:
    """``totals[i]`` is what the first ``i`` admissions cost together."""

    capacity: int
    length: int
    times: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=lambda: [0])

    def used(self, now: int) -> int:
        return self.totals[-1] - self.totals[bisect_right(self.times, now - self.length)]

    def room_at(self, now: int, cost: int) -> int:
        if self.used(now) + cost <= self.capacity:
            return now
        ends = bisect_left(range(len(self.times)), True, key=lambda i: self.used(self.end(i)) + cost <= self.capacity)
        return self.end(ends)

    def end(self, index: int) -> int:
        return self.times[index] + self.length

    def charge(self, now: int, cost: int) -> Fraction:
        self.times.append(now)
        self.totals.append(self.totals[-1] + cost)
        return Fraction(self.capacity - self.used(now))


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    scope: str
    numbers: tuple[int, ...]

    def line(self) -> str:
        kind = "bucket" if len(self.numbers) == 3 else "window"
        return f"rule {self.name} {self.scope} {kind} {' '.join(map(str, self.numbers))}"

    def limit(self) -> Limit:
        match self.numbers:
            case capacity, refill, period:
                return Bucket(capacity, refill, period)
            case capacity, length:
                return Window(capacity, length)
        raise ValueError(self.line())

    def key(self, client: str, route: str) -> tuple[str, str]:
        return (client if "client" in self.scope else "", route if "route" in self.scope else "")


def answers(rules: Sequence[Rule], requests: Sequence[str]) -> list[str]:
    limits = {rule: defaultdict[tuple[str, str], Limit](rule.limit) for rule in rules}
    lines = []
    for request in requests:
        time, client, route, price = request.split()
        now, cost = int(time), int(price)
        asked = {rule: limits[rule][rule.key(client, route)] for rule in rules}
        refusals = []
        for rule, limit in asked.items():
            wait = float("inf") if cost > rule.numbers[0] else limit.room_at(now, cost) - now
            if wait > 0:
                refusals.append((wait, rule.name))
        if refusals:
            wait, name = max(refusals, key=lambda refusal: refusal[0])
            lines.append(f"deny {'never' if wait == float('inf') else wait} {name}")
        else:
            left = min(limit.charge(now, cost) for limit in asked.values())
            lines.append(f"allow {left}" if left.denominator == 1 else f"allow {float(left):.7f}")
    return lines


def case(rules: Sequence[Rule], requests: Sequence[str]) -> Case:
    return Case(
        input="".join(f"{line}\n" for line in [*(rule.line() for rule in rules), *requests]),
        answer="".join(f"{line}\n" for line in answers(rules, requests)),
    )


def one(*parts: tuple[int, int]) -> list[str]:
    """Requests of one client to one route: time and cost."""
    return [f"{time} ann / {cost}" for time, cost in parts]


def mix(seed: str, rules: Sequence[Rule], count: int, *, step: int, costs: Sequence[int] = (1, 1, 1, 2, 5)) -> Case:
    random = Random(seed)  # noqa: S311 - the same data every time is the point
    now, rows = random.randrange(1000), []
    for _ in range(count):
        now += random.choice((0, 0, 1, random.randrange(step), step))
        rows.append(f"{now} {random.choice(('ann', 'bob', 'cyd'))} /{random.choice('xyz')} {random.choice(costs)}")
    return case(rules, rows)


DAY = 86_400_000
FAR = 999_999_900_000
LATER = 500_000
BURST = Rule("burst", "client", (3, 1, 1000))
THIRDS = Rule("thirds", "everyone", (2, 3, 7000))
QUOTA = Rule("quota", "client", (4, 60_000))
DAILY = Rule("daily", "client", (3, DAY))

SAMPLES = [
    case([BURST], one((0, 1), (100, 1), (200, 1), (300, 1), (999, 1), (1000, 1), (1250, 2), (90_000, 3), (90_000, 4))),
    case(
        [QUOTA], one((0, 1), (10_000, 2), (20_000, 1), (20_000, 1), (30_000, 3), (60_000, 1), (69_999, 2), (70_000, 2))
    ),
    case(
        [Rule("per-route", "route", (2, 1, 1500)), DAILY],
        [
            "0 ann /a 1",
            "0 ann /a 1",
            "0 bob /a 1",
            "0 ann /b 1",
            "1500 ann /a 1",
            "1500 bob /a 1",
            f"{2 * DAY} ann /a 2",
        ],
    ),
]
BUCKET = [
    # 3 tokens in 7 s: a token takes 2333 1/3 ms, and three thirds must make a whole again.
    case(
        [THIRDS], one((0, 2), (2333, 1), (2334, 1), (4666, 1), (4667, 1), (6999, 1), (7000, 1), (9334, 1), (LATER, 2))
    ),
    case(
        [Rule("tenths", "everyone", (1, 1, 10))],
        one((0, 1), *((time, 1) for time in range(1, 41)), (5_000_000, 1), (5_000_003, 1), (5_000_010, 1)),
    ),
    case([BURST], one((FAR, 3), (FAR, 1), (FAR + 1, 1), (FAR + 1000, 1), (FAR + 99_999, 3), (FAR + 99_999, 4))),
    case(
        [Rule("slow", "client", (1000, 1, DAY))],
        one((0, 999), (0, 2), (DAY - 1, 2), (DAY, 2), (DAY, 1), (3 * DAY, 3), (FAR, 1000), (FAR, 1001)),
    ),
    mix("bucket", [Rule("b", "client+route", (5, 7, 13_000))], 900, step=900),
]
WINDOW = [
    case([QUOTA], one((5, 4), (60_004, 1), (60_005, 4), (60_006, 5), (120_004, 1), (120_005, 1), (FAR, 4), (FAR, 1))),
    # Refused requests do not count, however many they are.
    case([DAILY], one((0, 3), *((time * 1000, 1) for time in range(1, 60)), (DAY - 1, 3), (DAY, 3), (DAY + 1, 1))),
    case(
        [Rule("mixed", "everyone", (10, 1000))],
        one(
            (0, 1),
            (10, 2),
            (20, 3),
            (30, 4),
            (40, 1),
            (40, 2),
            (40, 3),
            (40, 4),
            (40, 7),
            (40, 10),
            (40, 11),
            (1010, 4),
        )
        + one((1010, 3), (1010, 1), (LATER, 10), (LATER + 999, 1), (LATER + 1000, 1)),
    ),
    case(
        [Rule("w", "client+route", (2, 500))],
        [
            f"{time} {client} {route} 1"
            for time in (0, 1, 2, 500, 501, LATER)
            for client in ("a", "A", "ab")
            for route in ("/", "b/")
        ],
    ),
    mix("window", [Rule("w", "client", (12, 9000))], 900, step=900),
]
LAYERS = [
    # What one rule refuses costs nothing at any other.
    case([BURST, DAILY], one((0, 2), (0, 2), (0, 1), (5000, 1), (6000, 1), (DAY, 3), (DAY, 1), (FAR, 3))),
    case([DAILY, BURST], one((0, 4), (0, 1), (0, 2), (1, 3), (1, 4), (999, 1), (DAY - 1, 3), (DAY, 3), (DAY + 999, 1))),
    # Equal waits: the rule that stands first. Never is longer than any wait.
    case(
        [Rule("one", "everyone", (2, 1000)), Rule("two", "everyone", (2, 2, 2000)), Rule("three", "route", (1, 1000))],
        one((0, 1), (0, 1), (500, 2), (500, 3), (1000, 1), (1000, 2), (LATER, 1), (LATER, 1), (LATER + 1000, 1)),
    ),
    case(
        [Rule(name, name, (3, 700)) for name in SCOPES] + [Rule("all", "everyone", (9, 5, 2000))],
        [
            f"{time} {'abc'[time % 3]} /{time % 2} {time % 4 + 1}"
            for time in (*range(0, 2000, 37), LATER, LATER + 1, LATER + 2)
        ],
    ),
    mix(
        "layers",
        [Rule(scope, scope, (9, 7, 1100)) for scope in SCOPES] + [Rule("q", "client", (60, 30_000))],
        900,
        step=600,
    ),
]


def crowded(seed: str, count: int) -> Case:
    """One long window that is always nearly full, asked for more than it has over and over."""
    random = Random(seed)  # noqa: S311 - the same data every time is the point
    half = count // 2
    rows = [f"{time} a / 1" for time in range(half)]
    rows += [f"{half + time} a / {random.choice((1, half // 3, half // 2))}" for time in range(half)]
    return case([Rule("w", "everyone", (half, half))], [*rows, f"{FAR} a / {half}"])


def many(seed: str, count: int) -> Case:
    """Thousands of clients, each with state of its own that lives for long."""
    random = Random(seed)  # noqa: S311 - the same data every time is the point
    rules = [Rule("w", "client", (2, DAY)), Rule("b", "client+route", (1, 1, DAY))]
    rows = [f"{time} {random.randrange(count // 2):x} /{random.randrange(2)} 1" for time in range(count)]
    return case(rules, [*rows, f"{LATER} 1 / 2"])


if __name__ == "__main__":
    run(
        "rate-limiter",
        {
            "requests/sample": SAMPLES,
            "requests/bucket": BUCKET,
            "requests/window": WINDOW,
            "requests/layers": LAYERS,
            "requests/load": [crowded("load", 24_000), many("load", 20_000)],
        },
    )
