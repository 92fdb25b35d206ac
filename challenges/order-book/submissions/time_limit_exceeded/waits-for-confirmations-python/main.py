"""Waits two milliseconds for a confirmation of each command that nobody sends: little processor time, no end."""

import sys
import time

resting = {}

for line in sys.stdin:
    command, order, *rest = line.split()
    if command == "CANCEL":
        quantity = resting.pop(order, None)
        print("REJECTED" if quantity is None else "CANCELLED", order, quantity or "")
        continue
    time.sleep(0.002)
    if rest[0] != "MARKET":
        resting[order] = int(rest[1])

print("BOOK")
