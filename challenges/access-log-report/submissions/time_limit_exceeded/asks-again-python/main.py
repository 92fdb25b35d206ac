import re
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone

LINE = re.compile(
    rb"([!-~]+) [!-~]+ [!-~]+ "
    rb"\[(\d\d)/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\] "
    rb'"[A-Z]+ (/[!#-\[\]-~]*) HTTP/\d\.\d" '
    rb"([1-5])\d\d (\d{1,12}|-) "
    rb'"(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*" '
    rb"(\d{1,9})",
    re.DOTALL,
)
MONTHS = {
    name: number
    for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}
PERCENTILES = {"p50": 500, "p90": 900, "p99": 990, "p99.9": 999}


def parse(line: bytes) -> tuple[bytes, datetime, bytes, int, int, int] | None:
    """Host, time, path, class of status, size and duration; nothing if the line is malformed."""
    match = LINE.fullmatch(line)
    if match is None:
        return None
    host, day, month, year, hour, minute, second, sign, hours, minutes, target, status, size, ms = match.groups()
    if int(hours) > 14 or int(minutes) > 59 or int(ms) > 86_400_000:
        return None
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    try:
        zone = timezone(-offset if sign == b"-" else offset)
        time = datetime(int(year), MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone)
    except ValueError:
        return None
    path = target.partition(b"?")[0].rstrip(b"/") or b"/"
    return host, time, path, int(status), 0 if size == b"-" else int(size), int(ms)


def percentile(ordered: list[int], per_mille: int) -> int:
    return ordered[-(-len(ordered) * per_mille // 1000) - 1]


def bound(text: str) -> datetime | None:
    return None if text == "-" else datetime.fromisoformat(text)


def main() -> None:
    query, *log = sys.stdin.buffer.read().split(b"\n")
    start, end, ranks = query.decode().split()
    earliest, latest = bound(start), bound(end)

    lines = malformed = outside = total = 0
    hosts = set()
    classes, hours = Counter(), Counter()
    durations = defaultdict(list)
    for line in log:
        line = line.removesuffix(b"\r")
        if not line:
            continue
        lines += 1
        request = parse(line)
        if request is None:
            malformed += 1
            continue
        host, time, path, status, size, ms = request
        if (earliest and time < earliest) or (latest and time >= latest):
            outside += 1
            continue
        hosts.add(host)
        total += size
        classes[status] += 1
        hours[time.astimezone(UTC).strftime("%Y-%m-%dT%HZ")] += 1
        durations[path].append(ms)

    print("lines", lines)
    print("malformed", malformed)
    print("outside", outside)
    print("requests", lines - malformed - outside)
    print("hosts", len(hosts))
    print("bytes", total)
    for status in range(1, 6):
        print(f"{status}xx", classes[status])
    everything = sorted(ms for times in durations.values() for ms in times)
    for name, per_mille in PERCENTILES.items():
        print(name, percentile(everything, per_mille) if everything else "-")
    for hour, count in sorted(hours.items()):
        print("hour", hour, count)

    # The definition of a rank, word for word: every path looks at all the others.
    def rank(path: bytes) -> int:
        return 1 + sum(len(durations[other]) > len(durations[path]) for other in durations)

    for path in sorted(durations, key=lambda path: (rank(path), path)):
        if rank(path) <= int(ranks):
            times = sorted(durations[path])
            print("top", rank(path), len(times), percentile(times, 950), path.decode("ascii"))


main()
