"""Cases of ``access-log-report``. The generator knows what it wrote into every line, so its report parses nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from scripts.challenges.casefiles import Case, run

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PERCENTILES = {"p50": 500, "p90": 900, "p99": 990, "p99.9": 999}
AGENTS = (
    "curl/8.5.0",
    "-",
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/122.0",
    r"Bot \"quick\" \\ 1.0",
    "Grüße/1.0 (Ångström)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A well-formed line and the truth about it. ``path`` is what the report calls ``target``."""

    at: datetime
    target: str = "/"
    path: str = "/"
    host: str = "10.0.0.1"
    user: str = "-"
    method: str = "GET"
    status: int = 200
    size: str = "0"
    agent: str = "-"
    ms: int = 1

    def line(self) -> str:
        minutes = int((self.at.utcoffset() or timedelta()).total_seconds()) // 60
        offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
        stamp = f"{self.at:%d}/{MONTHS[self.at.month - 1]}/{self.at:%Y:%H:%M:%S} {offset}"
        request = f"{self.method} {self.target} HTTP/1.1"
        return f'{self.host} - {self.user} [{stamp}] "{request}" {self.status} {self.size} "-" "{self.agent}" {self.ms}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The first line: a window, open where there is no time, and how many ranks to list."""

    start: datetime | None = None
    end: datetime | None = None
    top: int = 3

    def line(self) -> str:
        return " ".join([*(at.isoformat() if at else "-" for at in (self.start, self.end)), str(self.top)])

    def covers(self, at: datetime) -> bool:
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


def nearest_rank(values: Sequence[int], per_mille: int) -> int | str:
    ordered = sorted(values)
    return ordered[(len(ordered) * per_mille + 999) // 1000 - 1] if ordered else "-"


def report(query: Query, requests: Sequence[Request], malformed: int) -> Iterable[str]:
    inside = [request for request in requests if query.covers(request.at)]
    yield f"lines {len(requests) + malformed}"
    yield f"malformed {malformed}"
    yield f"outside {len(requests) - len(inside)}"
    yield f"requests {len(inside)}"
    yield f"hosts {len({request.host for request in inside})}"
    yield f"bytes {sum(int(request.size) for request in inside if request.size != '-')}"
    classes = Counter(request.status // 100 for request in inside)
    yield from (f"{hundred}xx {classes[hundred]}" for hundred in range(1, 6))
    for name, per_mille in PERCENTILES.items():
        yield f"{name} {nearest_rank([request.ms for request in inside], per_mille)}"
    hours = Counter(request.at.astimezone(UTC).strftime("%Y-%m-%dT%HZ") for request in inside)
    yield from (f"hour {hour} {hours[hour]}" for hour in sorted(hours))
    times: defaultdict[str, list[int]] = defaultdict(list)
    for request in inside:
        times[request.path].append(request.ms)
    paths = sorted(times, key=lambda path: (-len(times[path]), path))
    counts = [len(times[path]) for path in paths]
    for path in paths:
        rank = counts.index(len(times[path])) + 1
        if rank <= query.top:
            yield f"top {rank} {len(times[path])} {nearest_rank(times[path], 950)} {path}"


def case(query: Query, rows: Sequence[Request | str], *, newline: str = "\n", last: str = "\n") -> Case:
    """Rows that are text are malformed lines, or blank ones if empty."""
    requests = [row for row in rows if isinstance(row, Request)]
    malformed = sum(1 for row in rows if isinstance(row, str) and row)
    text = newline.join([query.line(), *(row.line() if isinstance(row, Request) else row for row in rows)])
    return Case(input=text + last, answer="".join(f"{line}\n" for line in report(query, requests, malformed)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


NOON = at("2024-03-10T12:00:00+00:00")


def get(path: str, ms: int = 1, when: datetime = NOON) -> Request:
    return Request(at=when, target=path, path=path, ms=ms)


WRONG = {
    "10/Mar/2024": ("31/Apr/2024", "29/Feb/2023", "00/Mar/2024", "10/mar/2024", "10/03/2024", "1/Mar/2024"),
    ":12:00:00": (":24:00:00", ":12:60:00", ":12:00:60"),
    "+0000": ("+1500", "+0060", "Z"),
    "GET /ok HTTP/1.1": ("-", "GET /ok", "get /ok HTTP/1.1", "OPTIONS * HTTP/1.1", "GET http://a/ok HTTP/1.1"),
    "/ok": ("/o k", r"/ok\"", "/ök"),
    " 200 ": (" 99 ", " 600 ", " 2000 ", " - "),
    " 10 ": (" -1 ", " 1.5 ", "  10 "),
    '"probe"': ("probe", '"pro"be"', '"probe\\"'),
    '"probe" 1': ('"probe"', '"probe" -', '"probe" 1 2', '"probe" 1 '),
    " - - [": (" - john doe [", " - ["),
    "10.0.0.1": (" 10.0.0.1",),
}
"""Parts of a good line and what makes the line a malformed one in their place."""


def ruined() -> list[Request | str]:
    """One good line after another with one thing wrong in each, and good ones that only look odd."""
    good = Request(at=NOON, target="/ok", path="/ok", agent="probe", size="10")
    line = good.line()
    rows: list[Request | str] = [good]
    for part, replacements in WRONG.items():
        if line.count(part) != 1:
            raise ValueError(part)
        for replacement in replacements:
            rows += [line.replace(part, replacement), good]
    odd = [
        replace(good, at=at("2024-02-29T23:59:59+14:00")),
        replace(good, at=at("2024-03-10T00:00:00-09:30"), size="-", ms=0),
        replace(good, agent=r"a \"b\" \\", user="john-doe", host="2001:db8::1", method="PATCH"),
        replace(good, agent="[10/Mar/2024:12:00:00 +0000]", status=100),
        replace(good, agent="", status=599, size="999999999999"),
        replace(good, agent="a\tb", user='"x"'),
    ]
    return [*rows, "", "complete nonsense", '""', " ", *odd]


def traffic(seed: str, count: int, *, paths: int, spread_s: int, longest_ms: int = 30_000) -> list[Request | str]:
    """An hour or a year of requests from everywhere, with some noise among them."""
    random = Random(seed)  # noqa: S311 - the same data every time is the point
    zones = [timezone(timedelta(minutes=minutes)) for minutes in (0, 60, -480, 330, 765, -210)]
    rows: list[Request | str] = []
    for _ in range(count):
        if random.random() < 0.02:
            rows.append(random.choice(("", "-", '10.0.0.1 - - [-] "-" 408 - "-" "-" 0', "log rotated")))
            continue
        name = f"/{int(random.triangular(0, paths, 0)):x}"
        rows.append(
            Request(
                at=(NOON + timedelta(seconds=random.randrange(spread_s))).astimezone(random.choice(zones)),
                target=name + random.choice(("", "", "", "/", "?q=1", "/?a/b/")),
                path=name,
                host=f"10.0.{random.randrange(4)}.{random.randrange(100)}",
                status=random.choices((200, 201, 301, 404, 500, 503), (70, 5, 5, 10, 3, 2))[0],
                size=str(random.randrange(5000)),
                agent=random.choice(AGENTS) if spread_s > 5000 else "-",
                ms=min(longest_ms, int(random.lognormvariate(4, 1.5))),
            )
        )
    return rows


SAMPLES = [
    case(
        Query(start=at("2024-03-10T12:00:00+00:00"), end=at("2024-03-10T15:00:00+01:00"), top=2),
        [
            Request(
                at=at("2024-03-10T13:55:36+01:00"), target="/api/orders?id=7", path="/api/orders", size="512", ms=37
            ),
            Request(at=at("2024-03-10T12:05:00+00:00"), target="/api/orders/", path="/api/orders", size="90", ms=210),
            replace(get("/health", 2, at("2024-03-10T07:59:59-05:00")), host="10.0.0.2", size="2"),
            replace(get("/health", 3, at("2024-03-10T13:00:00+00:00")), host="10.0.0.2", status=503, size="-"),
            get("/health", 4, at("2024-03-10T14:00:00+00:00")),
            '10.0.0.9 - - [10/Mar/2024:12:10:00 +0000] "-" 408 0 "-" "-" 0',
            replace(get("/", 15), host="10.0.0.3", agent=r"Bot \"quick\"", size="77"),
            "",
            '10.0.0.9 - - [31/Feb/2024:12:10:00 +0000] "GET / HTTP/1.1" 200 0 "-" "-" 0',
        ],
    ),
    case(
        Query(top=2),
        [
            get(path, ms)
            for ms, path in enumerate(("/c", "/a", "/b", "/a", "/c", "/d", "/e", "/b", "/c", "/a"), start=1)
        ],
    ),
    case(Query(start=NOON, end=NOON, top=5), [get("/", 1), "not a log line"]),
]

EDGES = [
    case(Query(), []),
    case(Query(top=10), ruined()),
    # The same instant written in many ways: at the window's two ends, and a second before each.
    case(
        Query(start=at("2024-12-31T22:00:00-02:00"), end=at("2025-01-01T01:00:00+00:00")),
        [
            replace(get("/in" if inside else "/out"), at=(at(when) + timedelta(seconds=delta)).astimezone(zone))
            for when, delta, inside in (
                ("2025-01-01T00:00:00+00:00", 0, True),
                ("2025-01-01T00:00:00+00:00", -1, False),
                ("2025-01-01T01:00:00+00:00", 0, False),
                ("2025-01-01T01:00:00+00:00", -1, True),
            )
            for zone in (timezone(timedelta(minutes=minutes)) for minutes in (0, 840, -720, 345, -210, -1, 1))
        ],
    ),
    # Hours of UTC, over the ends of days, months, a leap day and a year.
    case(
        Query(top=1),
        [
            get("/", 5, at(when))
            for when in (
                "2024-03-01T00:30:00+01:00",
                "2023-03-01T00:30:00+01:00",
                "2024-02-28T23:30:00-00:45",
                "2025-01-01T05:29:59+05:30",
                "2024-12-31T23:00:00-01:00",
                "2000-02-29T23:59:59+00:00",
                "1999-12-31T23:59:59+00:00",
                "1970-01-01T13:00:00+14:00",
            )
        ],
    ),
    # Ranks: a tie over the edge is listed in full, and the rank after a tie of three is three further on.
    case(
        Query(top=4),
        [
            get(path)
            for path, count in (("/b", 5), ("/B", 5), ("/b-", 5), ("/z", 3), ("/a", 3), ("/q", 1))
            for _ in range(count)
        ],
    ),
    case(Query(top=1), [get(f"/{number}") for number in (10, 9, 2, 1, 100)]),
    case(
        Query(top=20),
        [
            Request(at=NOON, target=target, path=path)
            for target, path in (
                ("/", "/"),
                ("//", "/"),
                ("/?a=/x", "/"),
                ("/x/", "/x"),
                ("/x//?y/", "/x"),
                ("/x?", "/x"),
                ("/x?a?b", "/x"),
                ("//x", "//x"),
                ("/X", "/X"),
                ("/x/y", "/x/y"),
                ("/%78", "/%78"),
                ("/x#y/", "/x#y"),
                ("/constructor", "/constructor"),
                ("/__proto__", "/__proto__"),
            )
        ],
    ),
    case(Query(top=1), [get("/one", 86_400_000)]),
    # Numbers of requests of which 90, 95, 99 and 99.9 per cent are whole.
    *(case(Query(top=1), [get("/p", (ms * 7919) % 10007) for ms in range(count)]) for count in (20, 1000)),
    case(
        Query(top=3),
        [
            replace(get(f"/{agent}"), agent=text)
            for agent, text in enumerate(
                ("Grüße", "Ångström", "\udcff\udcfe", "a\x0bb\x0cc\x1cd", "\udc85", "x\u2028y")
            )
        ],
    ),
    case(Query(top=2), [get("/a", 10), "", get("/b", 20), "broken", "", get("/a", 30)], newline="\r\n", last=""),
]

YEAR_S = 366 * 86_400
MIXES = [
    case(Query(end=NOON + timedelta(hours=5), top=5), traffic("mix-1", 300, paths=12, spread_s=6 * 3600)),
    case(Query(start=NOON + timedelta(days=30), top=4), traffic("mix-2", 1200, paths=40, spread_s=YEAR_S)),
]
LARGE = [
    case(Query(top=10), traffic("large-1", 10_000, paths=16_000, spread_s=3600)),
    case(Query(top=1), [get(f"/{number:x}", number % 1013 + 1) for number in range(5_000)]),
]

if __name__ == "__main__":
    run(
        "access-log-report",
        {"report/sample": SAMPLES, "report/hidden": [*EDGES, *MIXES, *LARGE]},
    )
