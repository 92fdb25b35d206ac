"""Kahn's algorithm over a heap; cycles are searched for with Tarjan's, without recursion."""

import heapq
import sys


def read(lines):
    graph = {}
    for line in lines:
        module, dependencies = line.split(":")
        graph.setdefault(module, set()).update(dependencies.split())
        for dependency in dependencies.split():
            graph.setdefault(dependency, set())
    return graph


def smallest_order(graph):
    dependents = {module: [] for module in graph}
    waiting_for = {}
    for module, dependencies in graph.items():
        waiting_for[module] = len(dependencies)
        for dependency in dependencies:
            dependents[dependency].append(module)

    ready = [module for module, count in waiting_for.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        built = heapq.heappop(ready)
        order.append(built)
        for module in dependents[built]:
            waiting_for[module] -= 1
            if waiting_for[module] == 0:
                heapq.heappush(ready, module)
    return order


def components(graph):
    """Strongly connected components."""
    index, low = {}, {}
    stack, on_stack = [], set()
    for root in graph:
        if root in index:
            continue
        walk = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while walk:
            module, rest = walk[-1]
            for dependency in rest:
                if dependency not in index:
                    index[dependency] = low[dependency] = len(index)
                    stack.append(dependency)
                    on_stack.add(dependency)
                    walk.append((dependency, iter(graph[dependency])))
                    break
                if dependency in on_stack:
                    low[module] = min(low[module], index[dependency])
            else:
                walk.pop()
                if walk:
                    parent = walk[-1][0]
                    low[parent] = min(low[parent], low[module])
                if low[module] == index[module]:
                    component = []
                    while not component or component[-1] != module:
                        component.append(stack.pop())
                        on_stack.remove(component[-1])
                    yield component


def cycles(graph):
    return sorted(
        sorted(component)
        for component in components(graph)
        if len(component) > 1 or component[0] in graph[component[0]]
    )


def main():
    graph = read(sys.stdin)
    order = smallest_order(graph)
    if len(order) == len(graph):
        print("\n".join(["ORDER", *order]))
    else:
        print("\n".join(["CYCLE", *map(" ".join, cycles(graph))]))


main()
