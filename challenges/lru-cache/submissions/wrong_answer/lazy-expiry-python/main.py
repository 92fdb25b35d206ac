"""Notices that an entry has expired only when somebody asks for it, so the dead push out the living."""

import sys
from collections import OrderedDict


class Cache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.entries = OrderedDict()  # key -> [value, time of expiry or None]
        self.hits = self.misses = self.evictions = self.expirations = 0

    def find(self, now, key):
        entry = self.entries.get(key)
        if entry and entry[1] is not None and entry[1] <= now:
            del self.entries[key]
            self.expirations += 1
            return None
        return entry

    def run(self, now, command, args):
        if command == "SIZE":
            return len(self.entries)
        if command == "NEXT":
            return " ".join(list(self.entries)[: int(args[0])]) or "(empty)"
        if command == "STATS":
            return f"{self.hits} {self.misses} {self.evictions} {self.expirations}"

        key = args[0]
        entry = self.find(now, key)
        if command == "SET":
            answer = "OK"
            if entry is None and len(self.entries) == self.capacity:
                victim, _ = self.entries.popitem(last=False)
                self.evictions += 1
                answer = f"EVICTED {victim}"
            self.entries[key] = [args[1], now + int(args[2]) if len(args) > 2 else None]
            self.entries.move_to_end(key)
            return answer
        if command == "GET":
            if entry is None:
                self.misses += 1
                return "(nil)"
            self.hits += 1
            self.entries.move_to_end(key)
            return entry[0]
        if command == "DEL":
            return 0 if self.entries.pop(key, None) is None else 1
        if command == "EXPIRE":
            if entry is None:
                return 0
            entry[1] = now + int(args[1])
            return 1
        if command == "TTL":
            if entry is None:
                return -2
            return -1 if entry[1] is None else entry[1] - now


cache = Cache(int(input()))
for line in sys.stdin:
    time, command, *args = line.split()
    print(cache.run(int(time), command, args))
