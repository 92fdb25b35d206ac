"""Adds by counting: fine for small numbers, hopeless for large ones."""

import sys

for line in sys.stdin:
    a, b = map(int, line.split())
    step = 1 if b > 0 else -1
    while b:
        a += step
        b -= step
    print(a)
