"""What is kept of a graded submission: enough to say what varied."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """``tests`` maps ``stage/test`` to verdict and cause; ``near`` are the limits that it came near to, by test.

    ``noise`` is the report's, none where nobody could tell.
    """

    name: str
    expected: str
    round: int
    verdict: str
    cause: str = ""
    score: float = 0.0
    ms: float = 0.0
    noise: float | None = None
    near: Mapping[str, list[str]] = field(default_factory=dict)
    tests: Mapping[str, str] = field(default_factory=dict)
    odd: str = ""

    @classmethod
    def of(cls, name: str, expected: str, round_: int, record: Mapping[str, Any]) -> Self:
        rows = [(f"{stage['name']}/{test['name']}", test) for stage in record["stages"] for test in stage["tests"]]
        near = {each: row["near"] for each, row in rows if row["near"]}
        services = [(stage["name"], stage["service"]) for stage in record["stages"] if stage["service"]]
        near |= {each: service["near"] for each, service in services if service["near"]}
        return cls(
            name=name,
            expected=expected,
            round=round_,
            verdict=record["verdict"] or record["state"],
            cause=record["cause"] or "",
            score=record["score"] or 0.0,
            ms=sum(row["wall_ms"] for _, row in rows),
            noise=(record["sandbox"] or {}).get("noise"),
            near=near,
            tests={each: " ".join(filter(None, (row["verdict"], row["cause"]))) for each, row in rows},
            odd="" if record["verdict"] == expected else explained(record),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def explained(record: Mapping[str, Any]) -> str:
    """Why a record is as it is, in one line."""
    tests = [(stage["verdict"], stage["cause"], test) for stage in record["stages"] for test in stage["tests"]]
    odd = [row for row in tests if row[2]["verdict"] not in ("accepted", "skipped")][:3]
    return f"{record['verdict']} {record['cause']} {record['message']} {record['build']} {odd}"
