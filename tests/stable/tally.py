"""What each known submission got over its repeats.

A *flip* is a verdict that is not always the same one, or not the one it is filed under: the run fails. What *wavers* is
the score, the cause or single tests under one verdict: told, not failed.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.stable.graded import Graded


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    runs: tuple[Graded, ...]

    @property
    def verdicts(self) -> Counter[str]:
        return Counter(run.verdict for run in self.runs)

    @property
    def flips(self) -> bool:
        return set(self.verdicts) != {self.runs[0].expected}

    @property
    def wavers(self) -> list[str]:
        """What differs under one verdict, the counts of each."""
        same = [run for run in self.runs if run.verdict == self.runs[0].expected]
        kinds = {
            "cause": Counter(run.cause or "none" for run in same),
            "score": Counter(f"{run.score:g}" for run in same),
        }
        for test in dict.fromkeys(test for run in same for test in run.tests):
            kinds[test] = Counter(run.tests.get(test, "absent") for run in same)
        return [f"{what}: {counted(found)}" for what, found in kinds.items() if len(found) > 1]

    @property
    def near(self) -> Counter[str]:
        """Limits that it came near to, and in how many of the runs."""
        return Counter(limit for run in self.runs for limit in {each for near in run.near.values() for each in near})


@dataclass(frozen=True, slots=True)
class Tally:
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, graded: Iterable[Graded]) -> "Tally":
        runs: defaultdict[str, list[Graded]] = defaultdict(list)
        for each in graded:
            runs[each.name].append(each)
        return cls(tuple(Row(name, tuple(found)) for name, found in sorted(runs.items())))

    @property
    def repeats(self) -> int:
        return sum(len(row.runs) for row in self.rows)

    @property
    def fewest(self) -> int:
        return min((len(row.runs) for row in self.rows), default=0)

    @property
    def flips(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.flips)

    def noise(self) -> str:
        """Median, ninth decile and largest, of those runs of which it is known."""
        known = sorted(run.noise for row in self.rows for run in row.runs if run.noise is not None)
        if not known:
            return "unknown"
        tenth = known[min(len(known) - 1, len(known) * 9 // 10)]
        return f"median {statistics.median(known):.2f}, nine in ten below {tenth:.2f}, most {known[-1]:.2f}"


def counted(found: Counter[str]) -> str:
    return ", ".join(f"{what} {count}×" for what, count in found.most_common())
