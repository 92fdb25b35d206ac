import sys

for line in sys.stdin:
    module, names = line.split(":"
    print(module)
