"""Keeps a copy of the book after each command, to be able to undo. Nobody ever undoes."""

import sys

resting = {}
snapshots = []

for line in sys.stdin:
    command, order, *rest = line.split()
    if command == "CANCEL":
        quantity = resting.pop(order, None)
        print("REJECTED" if quantity is None else "CANCELLED", order, quantity or "")
    elif rest[0] != "MARKET":
        resting[order] = int(rest[1])
    snapshots.append(dict(resting))

print("BOOK")
