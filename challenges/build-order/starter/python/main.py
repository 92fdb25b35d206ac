import sys


def read(lines):
    """What each module depends on; every module is a key."""
    graph = {}
    for line in lines:
        module, dependencies = line.split(":")
        graph.setdefault(module, set()).update(dependencies.split())
        for dependency in dependencies.split():
            graph.setdefault(dependency, set())
    return graph


graph = read(sys.stdin)
print("ORDER")
# TODO: print the modules, each after what it depends on; or CYCLE and the groups
