"""Waits for a confirmation of each market order that nobody sends: little processor time, no end."""

import sys
import time

resting = {}

for line in sys.stdin:
    command, order, *rest = line.split()
    if command == "CANCEL":
        quantity = resting.pop(order, None)
        print("REJECTED" if quantity is None else "CANCELLED", order, quantity or "")
    elif rest[0] == "MARKET":
        time.sleep(0.01)
        print("EXPIRED", order, rest[1])
    else:
        resting[order] = int(rest[1])

print("BOOK")
