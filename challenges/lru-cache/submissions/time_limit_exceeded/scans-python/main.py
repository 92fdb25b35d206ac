"""Right, but looks at every entry before every command."""

import sys


class Cache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.entries = {}  # key -> [value, time of expiry]
        self.order = []  # least recently used first
        self.hits = self.misses = self.evictions = self.expirations = 0

    def drop(self, key):
        del self.entries[key]
        self.order.remove(key)

    def use(self, key):
        if key in self.order:
            self.order.remove(key)
        self.order.append(key)

    def run(self, now, command, args):
        for key in [key for key, (_, expires) in self.entries.items() if expires <= now]:
            self.drop(key)
            self.expirations += 1

        if command == "SIZE":
            return len(self.entries)
        if command == "NEXT":
            return " ".join(self.order[: int(args[0])]) or "(empty)"
        if command == "STATS":
            return f"{self.hits} {self.misses} {self.evictions} {self.expirations}"

        key = args[0]
        if command == "SET":
            answer = "OK"
            if key not in self.entries and len(self.entries) == self.capacity:
                victim = self.order[0]
                self.drop(victim)
                self.evictions += 1
                answer = f"EVICTED {victim}"
            self.entries[key] = [args[1], now + int(args[2]) if len(args) > 2 else float("inf")]
            self.use(key)
            return answer
        if command == "GET":
            if key not in self.entries:
                self.misses += 1
                return "(nil)"
            self.hits += 1
            self.use(key)
            return self.entries[key][0]
        if key not in self.entries:
            return -2 if command == "TTL" else 0
        if command == "DEL":
            self.drop(key)
            return 1
        if command == "EXPIRE":
            self.entries[key][1] = now + int(args[1])
            return 1
        expires = self.entries[key][1]
        return -1 if expires == float("inf") else expires - now


cache = Cache(int(input()))
for line in sys.stdin:
    time, command, *args = line.split()
    print(cache.run(int(time), command, args))
