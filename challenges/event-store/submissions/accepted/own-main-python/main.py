"""A main.py of the candidate's own: the challenge's read-only one takes its place, so none of this is ever printed."""

import sys

for line in sys.stdin:
    print("debug:", line)
