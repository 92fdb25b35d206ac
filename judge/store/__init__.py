"""The judge's own records in Redis: one small class for each port of ``judge.service.ports``.

Every change of state is one Lua script, so it happens whole or not at all, in one round trip; ``lua/`` holds them.
Only ``connection`` imports redis. Scripts build the keys they touch themselves: one Redis server, no cluster.
"""
