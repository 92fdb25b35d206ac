"""Cases of ``lru-cache``. The reference is an SQL table: nothing in it resembles a linked list or a heap."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from scripts.challenges.casefiles import Case, run

NEVER = 10**15


class TableCache:
    """The rules of the statement as SQL over one table, ordered by the number of the last use."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.uses = self.hits = self.misses = self.evictions = self.expirations = 0
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT, expires INTEGER, used INTEGER)")
        self.db.execute("CREATE INDEX by_expiry ON entry (expires)")
        self.db.execute("CREATE INDEX by_use ON entry (used)")

    def number(self, sql: str, *args: object) -> int:
        row = self.db.execute(sql, args).fetchone()
        return -1 if row is None else int(row[0])

    def change(self, sql: str, *args: object) -> int:
        return self.db.execute(sql, args).rowcount

    def run(self, line: str) -> str:
        time, command, *args = line.split()
        now = int(time)
        self.uses += 1
        self.expirations += self.change("DELETE FROM entry WHERE expires <= ?", now)
        match command, args:
            case "SET", [key, value, *ttl]:
                answer = self.set(key, value, now + int(ttl[0]) if ttl else NEVER)
            case "GET", [key]:
                answer = self.get(key)
            case "DEL", [key]:
                answer = str(self.change("DELETE FROM entry WHERE key = ?", key))
            case "EXPIRE", [key, ttl_ms]:
                answer = str(self.change("UPDATE entry SET expires = ? WHERE key = ?", now + int(ttl_ms), key))
            case "TTL", [key]:
                expires = self.number("SELECT expires FROM entry WHERE key = ?", key)
                answer = {-1: "-2", NEVER: "-1"}.get(expires, str(expires - now))
            case "SIZE", []:
                answer = str(self.number("SELECT count(*) FROM entry"))
            case "NEXT", [count]:
                rows = self.db.execute("SELECT key FROM entry ORDER BY used LIMIT ?", (int(count),)).fetchall()
                answer = " ".join(key for (key,) in rows) or "(empty)"
            case "STATS", []:
                answer = f"{self.hits} {self.misses} {self.evictions} {self.expirations}"
            case _:
                raise ValueError(line)
        return answer

    def set(self, key: str, value: str, expires: int) -> str:
        answer = "OK"
        held = self.number("SELECT count(*) FROM entry WHERE key = ?", key)
        if not held and self.number("SELECT count(*) FROM entry") == self.capacity:
            [victim] = self.db.execute("SELECT key FROM entry ORDER BY used LIMIT 1").fetchone()
            self.change("DELETE FROM entry WHERE key = ?", victim)
            self.evictions += 1
            answer = f"EVICTED {victim}"
        self.change("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", key, value, expires, self.uses)
        return answer

    def get(self, key: str) -> str:
        row = self.db.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()
        if row is None:
            self.misses += 1
            return "(nil)"
        self.hits += 1
        self.change("UPDATE entry SET used = ? WHERE key = ?", self.uses, key)
        return str(row[0])


def case(capacity: int, commands: Sequence[str]) -> Case:
    cache = TableCache(capacity)
    return Case(
        input="".join(f"{line}\n" for line in (capacity, *commands)),
        answer="".join(f"{cache.run(command)}\n" for command in commands),
    )


def at(time: int, *commands: str) -> list[str]:
    return [f"{time} {command}" for command in commands]


def script(*parts: Iterable[str]) -> list[str]:
    return [line for part in parts for line in part]


SAMPLES = [
    case(
        2,
        script(
            at(0, "SET user:1 ada", "SET user:2 grace", "GET user:1", "SET user:3 edsger", "GET user:2"),
            at(5, "NEXT 10", "STATS"),
        ),
    ),
    case(
        2,
        script(
            at(0, "SET session s1 100", "SET token t1"),
            at(99, "GET session", "TTL session", "TTL token", "TTL nobody"),
            at(100, "GET session", "SIZE", "SET cart c1"),
            at(101, "EXPIRE token 50", "NEXT 1"),
            at(151, "SET other o1", "DEL token", "STATS"),
        ),
    ),
    case(
        3,
        script(
            at(10, "SET a 1 1000", "SET b 2", "SET c 3 20"),
            at(20, "SET a 9", "TTL a", "EXPIRE c 500", "NEXT 3"),
            at(40, "SET d 4", "GET c", "STATS"),
        ),
    ),
]

EDGES = [
    case(1, at(0, "SET a 1", "SET b 2", "GET a", "GET b", "SET b 3", "GET b", "DEL b", "SET c 1", "STATS", "NEXT 5")),
    case(
        4,
        script(
            at(1000, "SET a 1 1", "SET b 2 2", "SET c 3 3", "SET d 4 4"),
            at(1001, "GET a", "GET b", "TTL b", "TTL c"),
            at(1002, "TTL b", "EXPIRE c 1", "SIZE"),
            at(1003, "GET c", "GET d", "TTL d", "EXPIRE d 1"),
            at(1004, "EXPIRE d 10", "DEL d", "SIZE", "STATS"),
        ),
    ),
    # The expired entry is the most recently used one: room must come from it, not from the oldest living one.
    case(
        3,
        script(
            at(0, "SET old 1", "SET mid 2", "SET brief 3 10", "GET brief"),
            at(10, "SET new 4", "GET old", "GET mid", "NEXT 3", "STATS"),
            at(11, "SET more 5", "GET new", "STATS"),
        ),
    ),
    case(
        2,
        script(
            at(0, "SET a 1 10", "SET b 1 10", "SET a 2"),
            at(9, "NEXT 2", "SET b 2 10"),
            at(10, "GET a", "GET b"),
            at(18, "TTL b"),
            at(19, "GET b", "GET a", "STATS"),
        ),
    ),
    # Deadlines that no longer hold: postponed, brought forward, deleted, replaced.
    case(
        5,
        script(
            at(0, "SET a 1 10", "SET b 1 100", "SET c 1 10", "SET d 1 10", "SET e 1 10"),
            at(5, "EXPIRE a 100", "EXPIRE b 1", "DEL c", "SET c 2", "SET d 2 100", "EXPIRE e 5"),
            at(6, "SIZE", "GET b", "NEXT 5", "STATS"),
            at(10, "SIZE", "GET a", "GET c", "GET d", "GET e", "STATS"),
            at(104, "TTL a", "TTL d", "TTL c"),
            at(105, "SIZE", "NEXT 9", "STATS"),
        ),
    ),
    case(
        3,
        script(
            at(0, "GET x", "DEL x", "TTL x", "EXPIRE x 5", "SIZE", "NEXT 3", "STATS"),
            at(1, "SET x 1 1", "SET y 1 1", "SET z 1 1", "DEL x"),
            at(2, "DEL y", "STATS", "SET y 2 5", "SET z 2 5", "SET y 3 5"),
            at(3, "STATS"),
            at(7, "GET y", "STATS"),
        ),
    ),
    case(
        3,
        at(0, "SET constructor 1", "SET __proto__ 2", "SET toString 3", "GET valueOf", "GET __proto__", "NEXT 3")
        + at(1, "SET key 1", "SET KEY 2", "GET key", "GET KEY", "GET Key", "SET 10 x", "SET 9 y", "NEXT 3", "STATS"),
    ),
    case(
        2,
        script(
            at(999_999_999_000, "SET a 1 1000000000000", "SET b 2 4294967296", "TTL a", "TTL b"),
            at(999_999_999_999, "TTL a", "TTL b", "EXPIRE b 1", "STATS"),
            at(1_000_000_000_000, "GET b", "TTL a", "STATS"),
        ),
    ),
    # Looking is not using: only SET and a GET that hits change the order.
    case(
        3,
        at(0, "SET a 1 50", "SET b 2", "SET c 3", "TTL a", "EXPIRE a 60", "NEXT 3", "GET nothing", "SET d 4", "GET a")
        + at(1, "TTL b", "EXPIRE b 5", "NEXT 1", "SET e 5", "STATS"),
    ),
    case(7, []),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Random traffic. ``weights`` are for SET, SET with ttl, GET, DEL, EXPIRE, TTL, SIZE, NEXT, STATS."""

    capacity: int
    keys: int
    commands: int
    step: int
    weights: Sequence[int]


def mix(seed: str, shape: Mix) -> Case:
    chance = Random(seed)  # noqa: S311 - the same data every time is the point
    keys, step = shape.keys, shape.step
    time = chance.randrange(1000)
    rows = []
    for serial in range(shape.commands):
        time += chance.choice((0, 0, 1, step))
        key = f"k{int(chance.triangular(0, keys, keys / 4))}"
        ttl = chance.choice((1, step, 2 * step, chance.randrange(1, keys * step + 2)))
        forms = (
            f"SET {key} {serial:x}",
            f"SET {key} {serial:x} {ttl}",
            f"GET {key}",
            f"DEL {key}",
            f"EXPIRE {key} {ttl}",
            f"TTL {key}",
            "SIZE",
            f"NEXT {chance.randint(1, 10)}",
            "STATS",
        )
        rows.append(f"{time} {chance.choices(forms, shape.weights)[0]}")
    return case(shape.capacity, rows)


def churn(seed: str, *, capacity: int, commands: int) -> Case:
    """Fill a large cache, then use it all over: every command touches an entry far from both ends."""
    chance = Random(seed)  # noqa: S311 - the same data every time is the point
    rows = [f"{time} SET k{time} {time:x}" for time in range(capacity)]
    for time in range(capacity, commands):
        key = chance.randrange(capacity + capacity // 20)
        rows.append(f"{time} GET k{key}" if chance.random() < 0.8 else f"{time} SET k{key} {time:x}")
    return case(capacity, [*rows, f"{commands} STATS", f"{commands} NEXT 10"])


def deadlines(seed: str, *, capacity: int, commands: int) -> Case:
    """A full cache in which a deadline moves or passes now and then: whoever looks at all of them looks in vain."""
    chance = Random(seed)  # noqa: S311 - the same data every time is the point
    rows = [f"{time} SET k{time} {time:x} {chance.randint(15_000, 40_000)}" for time in range(capacity)]
    for time in range(capacity, commands):
        key = chance.randrange(capacity * 5 // 4)
        ttl = chance.randint(1_000, 40_000)
        forms = (f"GET k{key}", f"EXPIRE k{key} {ttl}", f"SET k{key} {time:x} {ttl}", f"TTL k{key}")
        rows.append(f"{time} {chance.choices(forms, (5, 3, 4, 1))[0]}")
    return case(capacity, [*rows, f"{commands} STATS", f"{commands} NEXT 10"])


MIXES = [
    mix("11", Mix(capacity=3, keys=6, commands=400, step=2, weights=(4, 4, 6, 1, 2, 2, 1, 2, 1))),
    mix("12", Mix(capacity=10, keys=30, commands=1500, step=5, weights=(3, 6, 8, 1, 2, 1, 1, 2, 1))),
    mix("13", Mix(capacity=50, keys=300, commands=2500, step=1, weights=(6, 6, 8, 2, 2, 2, 1, 1, 1))),
]
LARGE = [
    churn("21", capacity=14_000, commands=28_000),
    deadlines("22", capacity=12_000, commands=28_000),
]

if __name__ == "__main__":
    run("lru-cache", {"cases/sample": SAMPLES, "cases/hidden": [*EDGES, *MIXES, *LARGE]})
