import sys

for line in sys.stdin:
    a, b = line.split()
    # TODO: print the sum of the two numbers
