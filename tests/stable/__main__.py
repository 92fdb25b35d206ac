"""``python -m tests.stable``: repeats of each known submission under full load. Exit status 1 with any flip."""

import argparse
import contextlib
import math
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from judge.config import CHECKOUT, CoreUse
from tests.e2e.judge_server import JudgeServer
from tests.stable.graded import Graded
from tests.stable.journal import Journal, code_hash
from tests.stable.load import AT_ONCE, burners, grade_all
from tests.stable.plan import Known, chosen, every_known, expected_s, mixed
from tests.stable.tally import Tally
from tests.stable.told import told

_JOURNAL = CHECKOUT / ".judge" / "stable.jsonl"
_SAY_EVERY_S = 30.0


def main() -> int:
    wanted = _options()
    try:
        known = chosen(every_known(), wanted.only)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    journal = Journal(wanted.journal, code_hash())
    names = {each.name for each in known}
    done = [each for each in journal.read() if each.name in names and each.round <= wanted.repeats]
    todo = _todo(known, done, wanted.repeats)
    print(f"{len(known)} known submissions, {wanted.repeats} rounds, {len(done)} graded already ({journal.path})")
    if todo:
        hours = expected_s(todo, os.cpu_count() or 1) / 3600
        bound = f", stopped after {wanted.minutes} minutes" if wanted.minutes else ""
        print(f"{len(todo)} to be graded, about {hours:.1f} hours on {os.cpu_count()} cores{bound}", flush=True)
        done += _graded(todo, journal, wanted)
    tally = Tally.of(done)
    for line in told(tally, wanted.repeats):
        print(line)
    return 1 if tally.flips or not done else 0


def _options() -> argparse.Namespace:
    number = {"type": int, "metavar": "N"}
    parser = argparse.ArgumentParser(prog="python -m tests.stable", description=__doc__)
    parser.add_argument("--repeats", default=200, help="of each known submission (200)", **number)
    parser.add_argument("--minutes", default=0, help="begin nothing after so many (no bound)", **number)
    parser.add_argument("--at-once", default=AT_ONCE, help=f"submissions in flight ({AT_ONCE})", **number)
    parser.add_argument("--burners", default=os.cpu_count() or 1, help="busy processes (one a core)", **number)
    parser.add_argument("--only", default="", help="programs, services, a challenge, or a known submission")
    parser.add_argument("--cores", choices=list(CoreUse), default=CoreUse.PINNED, help="as JUDGE_CORES, to compare")
    parser.add_argument("--journal", type=Path, default=_JOURNAL, help="what was graded already")
    return parser.parse_args()


def _todo(known: list[Known], done: list[Graded], repeats: int) -> list[tuple[int, Known]]:
    """Round after round, what the journal has not."""
    graded = Counter((each.round, each.name) for each in done)
    rounds = (mixed(known, number) for number in range(1, repeats + 1))
    return [(number, each) for turn in rounds for number, each in turn if not graded[number, each.name]]


def _graded(todo: list[tuple[int, Known]], journal: Journal, wanted: argparse.Namespace) -> list[Graded]:
    """What was graded until time was over, or somebody pressed Ctrl-C."""
    until = time.monotonic() + wanted.minutes * 60 if wanted.minutes else math.inf
    fresh: list[Graded] = []
    with contextlib.suppress(KeyboardInterrupt), tempfile.TemporaryDirectory(prefix="judge-stable-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        variables = {
            "JUDGE_SANDBOX": "docker",
            "JUDGE_CONCURRENCY": str(wanted.at_once),
            "JUDGE_CORES": wanted.cores,
            "JUDGE_QUOTA_FACTOR": "0",
            "JUDGE_LOG": "warning",
        }
        with JudgeServer(home, **variables) as judge, burners(wanted.burners):
            began = said = time.monotonic()
            for each in grade_all(judge, todo, at_once=wanted.at_once, go_on=lambda: time.monotonic() < until):
                journal.add(each)
                fresh.append(each)
                if each.verdict != each.expected:
                    print(f"FLIP  {each.name} in round {each.round}: {each.odd[:1500]}", flush=True)
                if time.monotonic() > said + _SAY_EVERY_S:
                    said = time.monotonic()
                    _say(fresh, len(todo), said - began)
    return fresh


def _say(fresh: list[Graded], todo: int, took_s: float) -> None:
    left_s = took_s / len(fresh) * (todo - len(fresh))
    known = [each.noise for each in fresh[-100:] if each.noise is not None]
    noise = f", noise {statistics.median(known):.2f}" if known else ""
    load = os.getloadavg()[0]
    print(
        f"{len(fresh)} of {todo} after {took_s / 60:.1f} min, about {left_s / 60:.0f} more; load {load:.1f}{noise}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
