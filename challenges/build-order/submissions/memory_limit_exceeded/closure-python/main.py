"""Knows for each module everything below it, and sorts by how much that is: right, at a price."""

import sys

graph = {}
for line in sys.stdin:
    module, names = line.split(":")
    graph.setdefault(module, set()).update(names.split())
    for name in names.split():
        graph.setdefault(name, set())

below = {}


def complete(start):
    """Everything below `start`, after that of its dependencies; stops at the first cycle."""
    path, open_modules = [start], {start}
    while path:
        module = path[-1]
        missing = [name for name in graph[module] if name not in below]
        if missing and missing[0] in open_modules:
            return
        if missing:
            path.append(missing[0])
            open_modules.add(missing[0])
        else:
            below[module] = graph[module].union(*(below[name] for name in graph[module]))
            path.pop()


def reachable(start):
    seen, todo = set(), [start]
    while todo:
        for module in graph[todo.pop()] - seen:
            seen.add(module)
            todo.append(module)
    return seen


for module in graph:
    if module not in below:
        complete(module)

if len(below) == len(graph):
    print("\n".join(["ORDER", *sorted(graph, key=lambda module: (len(below[module]), module))]))
else:
    reach = {module: reachable(module) for module in graph if module not in below}
    groups = {
        " ".join(sorted(other for other in names if module in reach.get(other, ())))
        for module, names in reach.items()
        if module in names
    }
    print("\n".join(["CYCLE", *sorted(groups)]))
