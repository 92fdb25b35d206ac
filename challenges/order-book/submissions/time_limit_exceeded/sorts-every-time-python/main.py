"""Right, but copies and sorts both sides of the book for each line, and searches them for each cancel."""

import sys

book = {"BUY": [], "SELL": []}
used = set()


def cancel(order):
    for side in book.values():
        for entry in side:
            if entry["id"] == order:
                side.remove(entry)
                return f"CANCELLED {order} {entry['quantity']}"
    return f"REJECTED {order}"


def submit(arrival, side, order, price, quantity):
    sign = -1 if side == "BUY" else 1
    opposite = book["SELL" if side == "BUY" else "BUY"]
    while quantity and opposite:
        best = opposite[0]
        if price != "MARKET" and sign * best["price"] < sign * int(price):
            break
        traded = min(quantity, best["quantity"])
        print("TRADE", order, best["id"], best["price"], traded)
        quantity -= traded
        best["quantity"] -= traded
        if best["quantity"] == 0:
            opposite.remove(best)
    if quantity and price == "MARKET":
        print("EXPIRED", order, quantity)
    elif quantity:
        book[side].append({"id": order, "price": int(price), "arrival": arrival, "quantity": quantity})


for arrival, line in enumerate(sys.stdin):
    for way, sign in (("BUY", -1), ("SELL", 1)):
        copies = [{**entry} for entry in book[way]]
        book[way] = sorted(copies, key=lambda entry: (sign * entry["price"], entry["arrival"]))
    match line.split():
        case ["CANCEL", order]:
            print(cancel(order))
        case [_, order, _, _] if order in used:
            print("REJECTED", order)
        case [side, order, price, quantity]:
            used.add(order)
            submit(arrival, side, order, price, int(quantity))

print("BOOK")
for side, entries in book.items():
    levels = {}
    for entry in entries:
        levels.setdefault(entry["price"], []).append(entry["quantity"])
    for price, level in sorted(levels.items(), reverse=side == "BUY"):
        print(side, price, sum(level), len(level))
