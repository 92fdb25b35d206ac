"""Right, but looks through all modules that are left to find the next one."""

import sys

graph = {}
for line in sys.stdin:
    module, names = line.split(":")
    graph.setdefault(module, set()).update(names.split())
    for name in names.split():
        graph.setdefault(name, set())


def below(start):
    seen, todo = set(), [start]
    while todo:
        for module in graph[todo.pop()] - seen:
            seen.add(module)
            todo.append(module)
    return seen


built, order = set(), []
while ready := [module for module in graph if module not in built and graph[module] <= built]:
    order.append(min(ready))
    built.add(order[-1])

if len(order) == len(graph):
    print("\n".join(["ORDER", *order]))
else:
    groups = {
        " ".join(sorted(other for other in below(module) if module in below(other)))
        for module in graph
        if module in below(module)
    }
    print("\n".join(["CYCLE", *sorted(groups)]))
