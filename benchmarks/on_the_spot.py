"""``judge grade`` beside a judge that serves: the whole command, from start to exit, against the time that the server's
grading of the same submission took (``started_at`` to ``finished_at``), which has its boxes ready.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.client import Client
from judge.config import CHECKOUT

ROUNDS = 5
GOAL = "total ≤ 1.2 × grading + 1 s"


@dataclass(frozen=True, slots=True)
class TakeHome:
    name: str
    challenge: str
    submission: str

    @property
    def package(self) -> Path:
        return CHECKOUT / "challenges" / self.challenge

    @property
    def folder(self) -> Path:
        return self.package / "submissions" / self.submission


TAKE_HOMES = (
    TakeHome("G1", "sum-of-two", "accepted/python"),
    TakeHome("G2", "rate-limiter", "accepted/sums-python"),
    TakeHome("G3", "todo-api", "accepted/flask"),
)


def on_the_spot(client: Client) -> Iterator[str]:
    """A row for each. With and without a server alternate."""
    for each in TAKE_HOMES:
        totals, served, own = [], [], []
        for _ in range(ROUNDS):
            served.append(_graded_s(client.record(each.challenge, "python", _files(each))))
            started = time.perf_counter()
            record = grade(each)
            totals.append(time.perf_counter() - started)
            own.append(_graded_s(record))
        total_s, served_s = statistics.median(totals), statistics.median(served)
        yield (
            f"{each.name}  judge grade {each.challenge:14} whole command {total_s * 1000:7.1f} ms"
            f"   grading: on the server {served_s * 1000:7.1f} ms, here {statistics.median(own) * 1000:7.1f} ms"
            f"   more than 1.2 × the server's {(total_s - 1.2 * served_s) * 1000:+7.1f} ms   {GOAL}"
        )


def grade(each: TakeHome) -> dict[str, Any]:
    """The record that the command prints."""
    command = [sys.executable, "-P", "-m", "judge.cli", "grade", str(each.folder), "--package", str(each.package)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run([*command, "--json"], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    record: dict[str, Any] = json.loads(done.stdout)
    return record


def _files(each: TakeHome) -> dict[str, str]:
    return {path.relative_to(each.folder).as_posix(): path.read_text() for path in each.folder.rglob("*.*")}


def _graded_s(record: dict[str, Any]) -> float:
    started, finished = (datetime.fromisoformat(record[name]) for name in ("started_at", "finished_at"))
    return (finished - started).total_seconds()
