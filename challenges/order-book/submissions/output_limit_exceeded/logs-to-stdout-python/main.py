"""Left its debug log on: a line about each command, on standard output."""

import sys
from datetime import UTC, datetime

orders = {}

for number, line in enumerate(sys.stdin, start=1):
    command, order, *rest = line.split()
    stamp = datetime.fromtimestamp(number, UTC).isoformat()
    print(f"[{stamp}] DEBUG engine.commands line={number} command={command} id={order} arguments={rest}")
    if command == "CANCEL":
        known = orders.pop(order, None)
        print(f"[{stamp}] DEBUG engine.book open={len(orders)} removed={known is not None}")
    else:
        orders[order] = rest
        print(f"[{stamp}] DEBUG engine.book open={len(orders)} added={order}")

print("BOOK")
