"""Test data of the challenge order-book, and the reference engine that answers it.

The reference keeps each side as one sorted list of orders, unlike any of the known submissions.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from random import Random

from scripts.challenges.casefiles import Case, run

LARGEST_ID = 10**9
LARGEST_PRICE = 10**6
LARGEST_QUANTITY = 10**6
MOST_LINES = 25_000


@dataclass
class Engine:
    """``sides`` hold (rank, arrival, id), best first; a buy's rank is its negated price."""

    sides: dict[str, list[tuple[int, int, int]]] = field(default_factory=lambda: {"BUY": [], "SELL": []})
    quantity: dict[int, int] = field(default_factory=dict)
    place: dict[int, tuple[str, tuple[int, int, int]]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    events: list[str] = field(default_factory=list)

    def command(self, arrival: int, line: str) -> None:
        match line.split():
            case ["CANCEL", order]:
                self.cancel(int(order))
            case [side, order, price, quantity]:
                if int(order) in self.used:
                    self.events.append(f"REJECTED {order}")
                else:
                    self.used.add(int(order))
                    self.place_order(arrival, side, int(order), price, int(quantity))
            case _:
                raise ValueError(line)

    def cancel(self, order: int) -> None:
        if order not in self.place:
            self.events.append(f"REJECTED {order}")
            return
        side, entry = self.place.pop(order)
        del self.sides[side][bisect_left(self.sides[side], entry)]
        self.events.append(f"CANCELLED {order} {self.quantity.pop(order)}")

    def place_order(self, arrival: int, side: str, order: int, price: str, quantity: int) -> None:
        sign = -1 if side == "BUY" else 1
        limit = None if price == "MARKET" else int(price)
        other = self.sides["SELL" if side == "BUY" else "BUY"]
        filled = 0
        for rank, _, resting in other:
            resting_price = abs(rank)
            if quantity == 0 or (limit is not None and sign * resting_price < sign * limit):
                break
            traded = min(quantity, self.quantity[resting])
            self.events.append(f"TRADE {order} {resting} {resting_price} {traded}")
            quantity -= traded
            self.quantity[resting] -= traded
            if self.quantity[resting] == 0:
                filled += 1
                del self.quantity[resting], self.place[resting]
        del other[:filled]
        if quantity and limit is None:
            self.events.append(f"EXPIRED {order} {quantity}")
        elif quantity and limit is not None:
            entry = (sign * limit, arrival, order)
            insort(self.sides[side], entry)
            self.quantity[order] = quantity
            self.place[order] = (side, entry)

    def book(self) -> list[str]:
        lines = ["BOOK"]
        for side, entries in self.sides.items():
            levels: dict[int, list[int]] = {}
            for rank, _, order in entries:
                levels.setdefault(abs(rank), []).append(self.quantity[order])
            lines += [f"{side} {price} {sum(level)} {len(level)}" for price, level in levels.items()]
        return lines


def case(lines: list[str]) -> Case:
    if len(lines) > MOST_LINES:
        raise ValueError("more lines than the statement promises")
    engine = Engine()
    for arrival, line in enumerate(lines):
        engine.command(arrival, line)
    return Case(
        input="".join(f"{line}\n" for line in lines), answer="".join(f"{e}\n" for e in engine.events + engine.book())
    )


def script(text: str) -> list[str]:
    """A hand-written case: commands divided by semicolons."""
    return [command.strip() for command in text.split(";") if command.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What a trading day is drawn from; ``cancels`` is the share of lines that cancel."""

    ids: int
    prices: range
    quantities: int
    cancels: float


def session(random: Random, count: int, market: Market) -> list[str]:
    """A trading day: orders around a middle price, some market orders, some cancels, a few of them wrong."""
    lines: list[str] = []
    known: list[int] = []
    prices = market.prices
    middle = (prices.start + prices.stop) // 2
    while len(lines) < count:
        if known and random.random() < market.cancels:
            order = random.choice(known) if random.random() < 0.9 else random.randint(1, market.ids)
            lines.append(f"CANCEL {order}")
            continue
        order = random.choice(known) if known and random.random() < 0.02 else random.randint(1, market.ids)
        known.append(order)
        side = random.choice(["BUY", "SELL"])
        price = "MARKET" if random.random() < 0.1 else str(random.choice(prices))
        if price != "MARKET" and random.random() < 0.5:
            passive = range(prices.start, middle) if side == "BUY" else range(middle, prices.stop)
            price = str(random.choice(passive))
        lines.append(f"{side} {order} {price} {random.randint(1, market.quantities)}")
    return lines


def deep_book(random: Random) -> list[str]:
    """Nothing trades until both sides hold thousands of orders at thousands of prices; then sweeps eat them."""
    ids = random.sample(range(1, 100_000), 20_000)
    lines = [
        f"BUY {order} {random.randint(1, 499_999)} {random.randint(1, 50)}"
        if order % 2
        else f"SELL {order} {random.randint(500_001, LARGEST_PRICE)} {random.randint(1, 50)}"
        for order in ids[:16_000]
    ]
    for order in ids[16_000:]:
        lines.append(f"{random.choice(['BUY', 'SELL'])} {order} MARKET {random.randint(1, 60)}")
        if random.random() < 0.4:
            lines.append(f"CANCEL {random.choice(ids[:16_000])}")
    return lines


def one_level(random: Random) -> list[str]:
    """A queue of thousands at a single price, cancelled from anywhere within."""
    ids = random.sample(range(1, 100_000), 10_001)
    lines = [f"SELL {order} 777 1000000" for order in ids[:-1]]
    lines += [f"CANCEL {order}" for order in random.sample(ids[:-1], 9_000)]
    return [*lines, f"BUY {ids[-1]} 777 {LARGEST_QUANTITY}"]


def small_cases() -> list[Case]:
    return [
        case([]),
        case(script("BUY 1 MARKET 5; SELL 2 MARKET 7; CANCEL 1; CANCEL 3")),
        # A better resting price is the price of the trade; equal prices trade, in order of arrival.
        case(script("SELL 1 105 10; SELL 2 100 10; SELL 3 100 10; BUY 4 110 25; BUY 5 104 5; SELL 6 104 5")),
        # A partly filled order keeps its place in the queue, and cancels what is left of it.
        case(script("BUY 1 50 10; BUY 2 50 10; SELL 3 50 4; SELL 4 50 7; CANCEL 2; CANCEL 1; SELL 5 50 1")),
        # The remainder of an incoming limit order rests at its own limit, behind those that are there.
        case(script("SELL 1 10 3; BUY 2 12 5; BUY 3 12 1; SELL 4 12 2; SELL 5 MARKET 9")),
        # An id is used up by any order, whatever became of it; a rejected order changes nothing.
        case(
            script(
                "BUY 7 10 1; SELL 7 10 1; CANCEL 7; BUY 7 10 1; SELL 8 MARKET 1; SELL 8 9 1; BUY 9 9 1; "
                "SELL 10 9 1; BUY 10 9 1; CANCEL 8; CANCEL 9; CANCEL 10; CANCEL 11; SELL 11 5 5; CANCEL 11; CANCEL 11"
            )
        ),
        # Cancelling the best order uncovers the next level.
        case(script("SELL 1 10 1; SELL 2 20 1; SELL 3 30 1; CANCEL 1; CANCEL 2; BUY 4 25 1; BUY 5 30 2; CANCEL 3")),
        # Ids at both ends of their range.
        case(script(f"SELL {LARGEST_ID} {LARGEST_PRICE} 5; BUY 1 {LARGEST_PRICE} 2; SELL 900000001 1 4; BUY 2 1 9")),
        # Totals beyond 32 bits.
        case([f"{'BUY' if n % 2 else 'SELL'} {n} {400 + n % 2 * -100} {LARGEST_QUANTITY}" for n in range(1, 5001)]),
    ]


def hidden(random: Random) -> list[Case]:
    narrow = range(95, 106)
    wide = range(1, 1001)
    return [
        *small_cases(),
        case(session(random, 60, Market(ids=40, prices=narrow, quantities=9, cancels=0.2))),
        case(session(random, 300, Market(ids=1_000, prices=narrow, quantities=20, cancels=0.3))),
        case(session(random, 600, Market(ids=100_000, prices=wide, quantities=100, cancels=0.1))),
        case(session(random, 2_500, Market(ids=100_000, prices=wide, quantities=500, cancels=0.45))),
        case(deep_book(random)),
        case(one_level(random)),
    ]


def samples() -> list[Case]:
    return [
        case(script("SELL 1 101 5; SELL 2 100 5; BUY 3 100 8; BUY 4 101 4; CANCEL 3; CANCEL 2; BUY 5 MARKET 9")),
        case(
            script("BUY 11 20 10; BUY 12 20 10; BUY 13 21 1; SELL 14 20 12; SELL 15 25 3; SELL 15 20 1; SELL 16 30 2")
        ),
    ]


if __name__ == "__main__":
    run("order-book", {"cases/sample": samples(), "cases/hidden": hidden(Random("order-book"))})  # noqa: S311  # test data
