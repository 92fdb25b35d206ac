"""Whatever cannot be built is called a cycle, even what merely depends on one."""

import heapq
import sys

missing, dependents = {}, {}
edges = set()
for line in sys.stdin:
    module, names = line.split(":")
    edges.update((module, name) for name in names.split())
    for name in [module, *names.split()]:
        missing.setdefault(name, 0)
        dependents.setdefault(name, [])

for module, name in edges:
    missing[module] += 1
    dependents[name].append(module)

ready = sorted(module for module, count in missing.items() if not count)
order = []
while ready:
    order.append(heapq.heappop(ready))
    for module in dependents[order[-1]]:
        missing[module] -= 1
        if not missing[module]:
            heapq.heappush(ready, module)

left = sorted(missing.keys() - set(order))
print("\n".join(["CYCLE", " ".join(left)] if left else ["ORDER", *order]))
