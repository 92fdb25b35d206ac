"""Known submissions × the verdicts they must get: what came of grading each of them a few times."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from judge.domain.challenge import KnownSubmission
from judge.domain.nearness import NEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One grading. ``outcomes`` maps ``stage/test`` to its verdict; times are sums over the tests; ``near`` are the
    limits that it came near to."""

    verdict: str
    cause: str
    wall_ms: float
    cpu_ms: float
    slowest_ms: float
    outcomes: Mapping[str, str]
    near: tuple[str, ...] = ()


def run_of(record: Mapping[str, Any]) -> Run:
    """What matters of a record as the API has it."""
    tests = [(f"{stage['name']}/{test['name']}", test) for stage in record["stages"] for test in stage["tests"]]
    cpu = [float(test["cpu_ms"] or 0) for _, test in tests]
    return Run(
        verdict=str(record["verdict"]),
        cause=str(record["cause"] or ""),
        wall_ms=sum(float(test["wall_ms"] or 0) for _, test in tests),
        cpu_ms=sum(cpu),
        slowest_ms=max(cpu, default=0.0),
        outcomes={name: str(test["verdict"]) for name, test in tests},
        near=_near(record, [test for _, test in tests]),
    )


def _near(record: Mapping[str, Any], tests: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    services = [stage["service"] for stage in record["stages"] if stage.get("service")]
    found = {limit for row in (*tests, *services) for limit in row.get("near", ())}
    return tuple(limit for limit in NEAR if limit in found)


@dataclass(frozen=True, slots=True)
class Row:
    """A known submission and everything it got; there is at least one run."""

    known: KnownSubmission
    runs: Sequence[Run]

    @property
    def name(self) -> str:
        return name_of(self.known)

    @property
    def verdicts(self) -> list[str]:
        """What it got, each verdict once."""
        return list(dict.fromkeys(run.verdict for run in self.runs))

    @property
    def got(self) -> str:
        return " | ".join(self.verdicts)

    @property
    def cause(self) -> str:
        return " | ".join(dict.fromkeys(run.cause for run in self.runs if run.cause))

    @property
    def flakes(self) -> list[str]:
        """How its runs differ, a sentence for each test that does; empty where they agree."""
        lines = [_counted("verdict", self.verdicts, [run.verdict for run in self.runs])] if self._wavers else []
        for test in dict.fromkeys(test for run in self.runs for test in run.outcomes):
            outcomes = [run.outcomes.get(test, "absent") for run in self.runs]
            if len(set(outcomes)) > 1:
                lines.append(_counted(test, list(dict.fromkeys(outcomes)), outcomes))
        return lines

    @property
    def near(self) -> tuple[str, ...]:
        """Limits that it came near to in any run."""
        return tuple(dict.fromkeys(limit for run in self.runs for limit in run.near))

    @property
    def as_expected(self) -> bool:
        return self.verdicts == [self.known.expected]

    @property
    def good(self) -> bool:
        return self.as_expected and not self.flakes

    def median(self, what: str) -> float:
        """The median over the runs of ``wall_ms``, ``cpu_ms`` or ``slowest_ms``."""
        return float(statistics.median(getattr(run, what) for run in self.runs))

    @property
    def _wavers(self) -> bool:
        return len(self.verdicts) > 1

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "runtime": self.known.runtime,
            "expected": self.known.expected,
            "verdicts": [run.verdict for run in self.runs],
            "as_expected": self.as_expected,
            "cause": self.cause or None,
            "wall_ms": self.median("wall_ms"),
            "cpu_ms": self.median("cpu_ms"),
            "slowest_test_cpu_ms": self.median("slowest_ms"),
            "flakes": self.flakes,
            "near": list(self.near),
        }


@dataclass(frozen=True, slots=True)
class Matrix:
    challenge: str
    rows: Sequence[Row]

    @property
    def good(self) -> bool:
        """Fails closed: nothing graded is nothing proved."""
        return bool(self.rows) and all(row.good for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        return {"challenge": self.challenge, "ok": self.good, "submissions": [row.as_json() for row in self.rows]}


def name_of(known: KnownSubmission) -> str:
    """As it is filed: ``wrong_answer/sorts-python``."""
    return f"{known.expected}/{known.name}"


def _counted(what: str, kinds: Sequence[str], all_of_them: Sequence[str]) -> str:
    counts = Counter(all_of_them)
    return f"{what}: {', '.join(f'{kind} {counts[kind]}×' for kind in kinds)}"
