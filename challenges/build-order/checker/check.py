"""Accepts any order in which each module comes after what it depends on, and any spelling of the cycles.

Called as in Kattis packages: check.py <input> <answer> <feedback folder>, the output to judge on standard input.
"""

import sys
from pathlib import Path

ACCEPTED, WRONG = 42, 43


class Wrong(Exception):
    """The output is not right; the message says why."""


def dependencies(text):
    graph = {}
    for line in text.splitlines():
        module, names = line.split(":")
        graph.setdefault(module, set()).update(names.split())
        for name in names.split():
            graph.setdefault(name, set())
    return graph


def check_order(graph, order):
    place = {}
    for position, module in enumerate(order):
        if module not in graph:
            raise Wrong(f"line {position + 2}: there is no module {module[:40]!r}")
        if module in place:
            raise Wrong(f"line {position + 2}: {module} was built before")
        place[module] = position
    for module in graph.keys() - place.keys():
        raise Wrong(f"{len(graph) - len(place)} modules are missing, {module} among them")
    for module, position in place.items():
        for dependency in graph[module]:
            if place[dependency] > position:
                raise Wrong(f"{module} is built before {dependency}, which it depends on")


def check_cycles(expected, lines):
    right = {frozenset(line.split()) for line in expected}
    for line in lines:
        if len(set(line.split())) != len(line.split()):
            raise Wrong(f"a group names a module twice: {line[:80]!r}")
        if frozenset(line.split()) not in right:
            raise Wrong(f"this is not a whole group of modules in cycles: {line[:80]!r}")
    if len(lines) != len(right) or len({frozenset(line.split()) for line in lines}) != len(right):
        raise Wrong(f"there are {len(right)} groups of modules in cycles, not {len(lines)}")


def check(given, answer, output):
    try:
        lines = [line for line in output.decode().splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise Wrong("the output is not UTF-8") from None
    expected = answer.splitlines()
    first = lines[0].strip() if lines else ""
    if first != expected[0]:
        raise Wrong(f"the first line must be {expected[0]}, not {first[:40]!r}")
    if first == "ORDER":
        check_order(dependencies(given), [line.strip() for line in lines[1:]])
    else:
        check_cycles(expected[1:], lines[1:])


def main():
    given, answer, feedback = map(Path, sys.argv[1:4])
    try:
        check(given.read_text(), answer.read_text(), sys.stdin.buffer.read())
    except Wrong as problem:
        (feedback / "judgemessage.txt").write_text(f"{problem}\n")
        return WRONG
    return ACCEPTED


sys.exit(main())
