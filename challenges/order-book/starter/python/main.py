import sys


class Engine:
    def __init__(self):
        self.events = []

    def submit(self, side, order, limit, quantity):
        """A new order; `limit` is None for a market order."""
        # TODO: match it against the other side, then rest or expire what is left

    def cancel(self, order):
        # TODO: take the order out of the book
        self.events.append(f"REJECTED {order}")

    def book(self):
        # TODO: the levels that are left, buys first
        return ["BOOK"]


def main():
    engine = Engine()
    for line in sys.stdin:
        match line.split():
            case ["CANCEL", order]:
                engine.cancel(int(order))
            case [side, order, price, quantity]:
                limit = None if price == "MARKET" else int(price)
                engine.submit(side, int(order), limit, int(quantity))
    print("\n".join(engine.events + engine.book()))


main()
