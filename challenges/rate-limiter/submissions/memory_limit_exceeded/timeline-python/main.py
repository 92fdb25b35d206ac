"""Keeps a byte for every millisecond since the beginning, to look up later what happened in it."""

import sys

HOUR_MS = 3_600_000

timeline = bytearray()
for line in sys.stdin:
    fields = line.split()
    if fields[0] == "rule":
        continue
    time = int(fields[0])
    while len(timeline) <= time:
        timeline.extend(b"\0" * HOUR_MS)
    timeline[time] += 1
    print("allow", 1 / timeline[time])
