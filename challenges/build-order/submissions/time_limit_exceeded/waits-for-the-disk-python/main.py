"""Gives the disk a millisecond after each module: hardly any processor time, but no end."""

import sys
import time

modules = {}
for line in sys.stdin:
    module, names = line.split(":")
    modules.setdefault(module, set()).update(names.split())
    for name in names.split():
        modules.setdefault(name, set())

built = set()
todo = sorted(modules)
while todo:
    ready = [module for module in todo if modules[module] <= built] or todo
    for module in ready:
        time.sleep(0.001)
        built.add(module)
    todo = [module for module in todo if module not in built]
print("ORDER")
