"""Gives the disk a millisecond after each module: hardly any processor time, but no end."""

import sys
import time
from collections import deque

graph = {}
for line in sys.stdin:
    module, names = line.split(":")
    graph.setdefault(module, set()).update(names.split())
    for name in names.split():
        graph.setdefault(name, set())

dependents = {module: [] for module in graph}
for module, dependencies in graph.items():
    for dependency in dependencies:
        dependents[dependency].append(module)


def buildable(needs, needed_by):
    missing = {module: len(needs[module]) for module in needs}
    queue = deque(module for module, count in missing.items() if not count)
    while queue:
        module = queue.popleft()
        time.sleep(0.001)
        yield module
        for other in needed_by[module]:
            missing[other] -= 1
            if not missing[other]:
                queue.append(other)


def reachable(start):
    seen, todo = set(), [start]
    while todo:
        for module in graph[todo.pop()] - seen:
            seen.add(module)
            todo.append(module)
    return seen


order = list(buildable(graph, dependents))
if len(order) == len(graph):
    print("\n".join(["ORDER", *order]))
else:
    below = {module: reachable(module) for module in graph.keys() - set(order)}
    groups = {
        " ".join(sorted({other for other in reach if module in below.get(other, ())}))
        for module, reach in below.items()
        if module in reach
    }
    print("\n".join(["CYCLE", *sorted(groups)]))
