"""A recursive walk: RecursionError as soon as a chain is a thousand modules deep."""

import sys

graph = {}
for line in sys.stdin:
    module, names = line.split(":")
    graph.setdefault(module, set()).update(names.split())
    for name in names.split():
        graph.setdefault(name, set())

index, low, stack, groups, order = {}, {}, [], [], []


def visit(module):
    index[module] = low[module] = len(index)
    stack.append(module)
    for dependency in sorted(graph[module]):
        if dependency not in index:
            visit(dependency)
            low[module] = min(low[module], low[dependency])
        elif dependency in stack:
            low[module] = min(low[module], index[dependency])
    order.append(module)
    if low[module] == index[module]:
        at = stack.index(module)
        group = stack[at:]
        del stack[at:]
        if len(group) > 1 or module in graph[module]:
            groups.append(" ".join(sorted(group)))


for module in sorted(graph):
    if module not in index:
        visit(module)

print("\n".join(["CYCLE", *sorted(groups)] if groups else ["ORDER", *order]))
