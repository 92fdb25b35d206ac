"""Each side is a heap of price levels; a level is an insertion-ordered dict, so that cancels cost nothing."""

import heapq
import sys
from collections import OrderedDict


class Side:
    def __init__(self, sign):
        self.sign = sign  # 1: lowest price is best (sells), -1: highest (buys)
        self.levels = {}  # price -> OrderedDict of id -> quantity left
        self.heap = []  # every price in levels, possibly some that are empty by now

    def add(self, order, price, quantity):
        if price not in self.levels:
            self.levels[price] = OrderedDict()
            heapq.heappush(self.heap, self.sign * price)
        self.levels[price][order] = quantity

    def best(self):
        """Price and queue of the best level that still holds orders, or None."""
        while self.heap:
            price = self.sign * self.heap[0]
            if self.levels[price]:
                return price, self.levels[price]
            del self.levels[price]
            heapq.heappop(self.heap)
        return None

    def accepts(self, resting_price, limit):
        return limit is None or self.sign * resting_price <= self.sign * limit

    def depth(self):
        for price in sorted(self.levels, key=lambda price: self.sign * price):
            if self.levels[price]:
                yield price, sum(self.levels[price].values()), len(self.levels[price])


class Engine:
    def __init__(self, emit):
        self.emit = emit
        self.sides = {"BUY": Side(-1), "SELL": Side(1)}
        self.used = set()
        self.resting = {}  # id -> (side, price)

    def cancel(self, order):
        if order not in self.resting:
            self.emit(f"REJECTED {order}")
            return
        side, price = self.resting.pop(order)
        quantity = self.sides[side].levels[price].pop(order)
        self.emit(f"CANCELLED {order} {quantity}")

    def submit(self, side, order, limit, quantity):
        if order in self.used:
            self.emit(f"REJECTED {order}")
            return
        self.used.add(order)
        quantity = self.match(side, order, limit, quantity)
        if not quantity:
            return
        if limit is None:
            self.emit(f"EXPIRED {order} {quantity}")
        else:
            self.sides[side].add(order, limit, quantity)
            self.resting[order] = (side, limit)

    def match(self, side, order, limit, quantity):
        opposite = self.sides["SELL" if side == "BUY" else "BUY"]
        while quantity and (best := opposite.best()) and opposite.accepts(best[0], limit):
            price, queue = best
            maker, available = next(iter(queue.items()))
            traded = min(quantity, available)
            self.emit(f"TRADE {order} {maker} {price} {traded}")
            quantity -= traded
            if traded == available:
                del queue[maker]
                del self.resting[maker]
            else:
                queue[maker] = available - traded
        return quantity


def main():
    out = []
    engine = Engine(out.append)
    for line in sys.stdin:
        match line.split():
            case ["CANCEL", order]:
                engine.cancel(int(order))
            case [side, order, price, quantity]:
                limit = None if price == "MARKET" else int(price)
                engine.submit(side, int(order), limit, int(quantity))
    out.append("BOOK")
    for name, side in engine.sides.items():
        out.extend(f"{name} {price} {total} {count}" for price, total, count in side.depth())
    print("\n".join(out))


main()
