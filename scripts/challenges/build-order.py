"""Test data of the challenge build-order, and the reference that answers it.

The reference keeps the ready modules in one sorted list and finds cycles by walking the graph forwards and backwards
(Kosaraju); the known submissions use heaps and Tarjan's walk.
"""

from bisect import insort
from collections.abc import Iterable, Mapping
from random import Random

from scripts.challenges.casefiles import Case, run

MOST_MODULES = 20_000
MOST_DEPENDENCIES = 40_000

Graph = dict[str, set[str]]
"""What each module depends on; every module is a key."""


def parse(lines: Iterable[str]) -> Graph:
    graph: Graph = {}
    for line in lines:
        module, dependencies = line.split(":")
        graph.setdefault(module, set()).update(dependencies.split())
        for dependency in dependencies.split():
            graph.setdefault(dependency, set())
    return graph


def reverse(graph: Graph) -> Graph:
    dependents: Graph = {module: set() for module in graph}
    for module, dependencies in graph.items():
        for dependency in dependencies:
            dependents[dependency].add(module)
    return dependents


def smallest_order(graph: Graph) -> list[str]:
    """As many modules as can be built, the smallest possible name first each time."""
    waiting = {module: len(dependencies) for module, dependencies in graph.items()}
    dependents = reverse(graph)
    ready = sorted(module for module, count in waiting.items() if count == 0)
    order: list[str] = []
    while ready:
        order.append(ready.pop(0))
        for module in dependents[order[-1]]:
            waiting[module] -= 1
            if waiting[module] == 0:
                insort(ready, module)
    return order


def finished(graph: Graph) -> list[str]:
    """Modules in the order in which a depth-first walk leaves them."""
    seen: set[str] = set()
    left: list[str] = []
    for start in graph:
        path = [(start, iter(graph[start]))] if start not in seen else []
        seen.add(start)
        while path:
            _, rest = path[-1]
            following = next((module for module in rest if module not in seen), None)
            if following is None:
                left.append(path.pop()[0])
            else:
                seen.add(following)
                path.append((following, iter(graph[following])))
    return left


def cycles(graph: Graph) -> list[list[str]]:
    """Modules that depend on each other, or on themselves: names sorted, groups sorted."""
    dependents = reverse(graph)
    seen: set[str] = set()
    groups = []
    for start in reversed(finished(graph)):
        group, todo = [], [start]
        while todo:
            module = todo.pop()
            if module not in seen:
                seen.add(module)
                group.append(module)
                todo += dependents[module]
        if len(group) > 1 or (group and group[0] in graph[group[0]]):
            groups.append(sorted(group))
    return sorted(groups)


def case(lines: list[str]) -> Case:
    graph = parse(lines)
    if len(graph) > MOST_MODULES or sum(map(len, graph.values())) > MOST_DEPENDENCIES:
        raise ValueError("larger than the statement promises")
    circular = cycles(graph)
    answer = ["CYCLE", *map(" ".join, circular)] if circular else ["ORDER", *smallest_order(graph)]
    return Case(input="".join(f"{line}\n" for line in lines), answer="".join(f"{line}\n" for line in answer))


def listing(graph: Mapping[str, Iterable[str]]) -> list[str]:
    return [" ".join([f"{module}:", *dependencies]) for module, dependencies in graph.items()]


def script(text: str) -> list[str]:
    """A hand-written case: lines divided by semicolons."""
    return [line.strip() for line in text.split(";") if line.strip()]


def names(random: Random, count: int) -> list[str]:
    return [f"m{number}" for number in random.sample(range(10_000, 99_999), count)]


def chain(random: Random, count: int) -> list[str]:
    """Every module depends on the one before it; a recursive walk is as deep as the chain is long."""
    modules = names(random, count)
    lines = listing({module: [modules[at - 1]] if at else [] for at, module in enumerate(modules)})
    random.shuffle(lines)
    return lines


def wide(random: Random, count: int) -> list[str]:
    """Everything is ready at once after the base, and one application needs it all."""
    modules = names(random, count)
    return [*listing({module: ["base"] for module in modules}), *listing({"zz-application": modules}), "base:"]


def layers(random: Random, count: int, width: int, fan: int) -> list[str]:
    """Modules that depend on some of the few hundred before them, listed in no order."""
    modules = names(random, count)
    graph = {}
    for at, module in enumerate(modules):
        before = modules[max(0, at - width) : at]
        graph[module] = random.sample(before, min(len(before), random.randint(0, fan)))
    lines = listing(graph)
    random.shuffle(lines)
    return lines


def rings(random: Random, sizes: Iterable[int]) -> list[str]:
    """Rings of modules, each ring depending on the one before it, and modules that merely depend on a ring."""
    graph: dict[str, list[str]] = {}
    fresh = iter(names(random, 20_000))
    earlier: list[str] = []
    for size in sizes:
        ring = [next(fresh) for _ in range(size)]
        for at, module in enumerate(ring):
            graph[module] = [ring[at - 1]]
        if earlier:
            graph[random.choice(ring)].append(random.choice(earlier))
        earlier = ring
        for _ in range(max(1, size // 3)):
            graph[next(fresh)] = [random.choice(ring)]
    lines = listing(graph)
    random.shuffle(lines)
    return lines


def rules() -> list[Case]:
    """One rule each, in a few lines."""
    return [
        case([]),
        case(["alone:"]),
        case(["self: self"]),
        # Never listed, listed last, listed twice, a dependency named twice.
        case(script("web: api; api: db cache")),
        case(script("c: b; b: a; a:")),
        case(script("web: api; api:; web: auth; auth: api; api: db")),
        case(script("web: db db; api: db db db; db: base base")),
        # A diamond, and two parts that have nothing to do with each other.
        case(script("top: left right; left: bottom; right: bottom; bottom:; other: thing; thing:")),
        # Two cycles that share a module are one group; what merely depends on a cycle is in none.
        case(script("a: b; b: a c; c: b; user: a; base:; a: base")),
        case(script("x: y; y: x; p: q; q: r; r: p; mid: x p; solo: solo mid")),
        # One cycle needs the other: two groups all the same.
        case(script("b: a; a: b; d: c b; c: d")),
        # Plain byte order: '-' before digits before letters, a prefix before what it begins.
        case(script("z: lib-2 lib10 lib lib-10 lib2 liba; lib2: 9; 9:; a0: lib; a-: lib; a: z")),
    ]


def validity(random: Random) -> list[Case]:
    return [
        *rules(),
        case(layers(random, 60, 20, 4)),
        case(layers(random, 1_000, 100, 3)),
        case(rings(random, [2, 3, 1, 5])),
        case(chain(random, 16_000)),
    ]


def reproducibility(random: Random) -> list[Case]:
    return [
        *rules(),
        case(layers(random, 40, 40, 2)),
        case(layers(random, 1_500, 700, 3)),
        case(rings(random, [4, 1, 2, 2, 7, 3])),
        case(rings(random, [3_000, 2, 500, 1, 1_500])),
        case(layers(random, 8_000, 4_000, 4)),
        case(wide(random, 12_000)),
    ]


def samples() -> list[Case]:
    return [
        case(script("web: api auth; api: db log; auth: db; db:")),
        case(script("app: billing users; billing: users invoices; invoices: billing; users: log; log: log")),
    ]


if __name__ == "__main__":
    seeded = Random("build-order")  # noqa: S311 - the same data every time is the point
    run(
        "build-order",
        {
            "valid/sample": samples(),
            "valid/hidden": validity(seeded),
            "reproducible/sample": samples(),
            "reproducible/hidden": reproducibility(seeded),
        },
    )
