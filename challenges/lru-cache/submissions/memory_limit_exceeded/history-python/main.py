import sys
from collections import OrderedDict
from dataclasses import dataclass
from heapq import heappop, heappush

HISTORY = 8192
NEVER = float("inf")


@dataclass(slots=True)
class Entry:
    value: str
    expires: float
    history: list[str | None]  # room for the last values of the key, should anybody ask


class Cache:
    """Entries in the order of their last use, and a heap of deadlines.

    A deadline in the heap holds only while its entry still has it: moved, replaced and removed entries leave theirs
    behind, to be thrown away when they come up.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.entries: OrderedDict[str, Entry] = OrderedDict()
        self.deadlines: list[tuple[int, str]] = []
        self.hits = self.misses = self.evictions = self.expirations = 0

    def expire(self, now: int) -> None:
        while self.deadlines and self.deadlines[0][0] <= now:
            deadline, key = heappop(self.deadlines)
            entry = self.entries.get(key)
            if entry is not None and entry.expires == deadline:
                del self.entries[key]
                self.expirations += 1

    def schedule(self, key: str, entry: Entry, deadline: int) -> None:
        entry.expires = deadline
        heappush(self.deadlines, (deadline, key))

    def set(self, now: int, key: str, value: str, ttl: str | None = None) -> str:
        answer = "OK"
        if key in self.entries:
            self.entries.move_to_end(key)
        elif len(self.entries) == self.capacity:
            victim, _ = self.entries.popitem(last=False)
            self.evictions += 1
            answer = f"EVICTED {victim}"
        entry = self.entries[key] = Entry(value, NEVER, [None] * HISTORY)
        if ttl is not None:
            self.schedule(key, entry, now + int(ttl))
        return answer

    def get(self, now: int, key: str) -> str:
        entry = self.entries.get(key)
        if entry is None:
            self.misses += 1
            return "(nil)"
        self.hits += 1
        self.entries.move_to_end(key)
        return entry.value

    def delete(self, now: int, key: str) -> str:
        return "0" if self.entries.pop(key, None) is None else "1"

    def prolong(self, now: int, key: str, ttl: str) -> str:
        entry = self.entries.get(key)
        if entry is None:
            return "0"
        self.schedule(key, entry, now + int(ttl))
        return "1"

    def ttl(self, now: int, key: str) -> str:
        entry = self.entries.get(key)
        if entry is None:
            return "-2"
        return "-1" if entry.expires == NEVER else str(entry.expires - now)

    def size(self, now: int) -> str:
        return str(len(self.entries))

    def next(self, now: int, count: str) -> str:
        keys = [key for key, _ in zip(self.entries, range(int(count)))]
        return " ".join(keys) or "(empty)"

    def stats(self, now: int) -> str:
        return f"{self.hits} {self.misses} {self.evictions} {self.expirations}"


def main() -> None:
    cache = Cache(int(sys.stdin.readline()))
    commands = {
        "SET": cache.set,
        "GET": cache.get,
        "DEL": cache.delete,
        "EXPIRE": cache.prolong,
        "TTL": cache.ttl,
        "SIZE": cache.size,
        "NEXT": cache.next,
        "STATS": cache.stats,
    }
    for line in sys.stdin:
        time, command, *args = line.split()
        now = int(time)
        cache.expire(now)
        print(commands[command](now, *args))


main()
