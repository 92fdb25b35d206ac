import sys

query = sys.stdin.readline().split()
for line in sys.stdin:
    fields = line.split()
  if len(fields) < 10:
        continue
    print(fields[0])
