"""Takes the best order of a side before asking whether there is one: IndexError on an empty book."""

import heapq
import sys

book = {"BUY": [], "SELL": []}

for arrival, line in enumerate(sys.stdin):
    command, order, *rest = line.split()
    if command == "CANCEL":
        for side in book.values():
            side[:] = [entry for entry in side if entry[2] != order]
        print("CANCELLED", order)
        continue
    price, quantity = rest
    opposite = book["SELL" if command == "BUY" else "BUY"]
    best = opposite[0]
    print("TRADE", order, best[2], abs(best[0]), min(int(quantity), best[3]))
    if price != "MARKET":
        sign = -1 if command == "BUY" else 1
        heapq.heappush(book[command], [sign * int(price), arrival, order, int(quantity)])
