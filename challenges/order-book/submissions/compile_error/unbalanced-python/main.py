import sys

book = {"BUY": [], "SELL": []

for line in sys.stdin:
    print("REJECTED", line.split()[1])
print("BOOK")
