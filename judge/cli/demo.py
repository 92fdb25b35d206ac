"""The demonstration: a judge of its own, sample submissions over HTTP, a table of their verdicts, everything stopped.

Runs beside a judge that serves already: it has its own folder in the home, and takes a free port.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from judge.cli.assembly import key_file
from judge.cli.client import Client, read_key
from judge.cli.parts import CannotServe
from judge.cli.samples import Sample, pick, read_samples
from judge.cli.up import serving, stoppable
from judge.config import Settings
from judge.runtimes import load_catalogue

_TABLE_WIDTH = 130
_PATIENCE = 10
"""How often half a minute is waited for one verdict, before the demonstration gives up."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A sample and the record the API ended with."""

    sample: Sample
    record: dict[str, Any]

    @property
    def as_expected(self) -> bool:
        return bool(self.record["verdict"] == self.sample.expected)


def run(settings: Settings, limit: int) -> int:
    """0 if every sample got the verdict it is filed under. Raises CannotServe if the judge cannot be started."""
    console = _console()
    own = settings.model_copy(update={"port": 0, "url": ""})
    try:
        with stoppable(), serving(own, console.print, folder="demo") as (url, _):
            console.print(f"judge ready {url}")
            with Client(url, read_key(key_file(settings.home.absolute() / "demo"))) as client:
                return _show(console, client, settings, limit)
    except KeyboardInterrupt:
        return 130


def run_against(settings: Settings, url: str, limit: int, key: Path | None = None) -> int:
    """The same on a judge that serves already. Raises CannotServe if it is not ready."""
    with Client(url, read_key(key or key_file(settings.home.absolute()))) as client:
        readiness = client.readiness()
        if not readiness.ready:
            raise CannotServe(f"{url} is not ready: {'; '.join(readiness.missing)}")
        return _show(_console(), client, settings, limit)


def _console() -> Console:
    return Console(highlight=False, width=max(_TABLE_WIDTH, Console().width))


def _show(console: Console, client: Client, settings: Settings, limit: int) -> int:
    samples = _choose(settings, client, limit)
    with console.status(f"{len(samples)} programs sent, waiting for their verdicts"):
        graded = _grade(client, samples)
    console.print()
    console.print(table(graded))
    return _conclude(console, graded)


def _choose(settings: Settings, client: Client, limit: int) -> list[Sample]:
    catalogue = load_catalogue()
    readiness = client.readiness()
    samples = [
        sample
        for sample in read_samples(settings.challenges, catalogue)
        if sample.runtime in readiness.runtimes and sample.challenge not in readiness.challenges_without_worker
    ]
    if not samples:
        raise CannotServe("There is nothing to grade: no challenge has a sample submission that can be graded here.")
    return pick(samples, limit)


def _grade(client: Client, samples: Sequence[Sample]) -> list[Graded]:
    """Sent all at once, as candidates would; then waited for, one after another."""
    ids = [client.submit(sample.challenge, sample.runtime, sample.files) for sample in samples]
    return [Graded(sample, _finished(client, number)) for sample, number in zip(samples, ids, strict=True)]


def _finished(client: Client, submission: str) -> dict[str, Any]:
    for _ in range(_PATIENCE):
        record = client.wait(submission)
        if record["state"] == "finished":
            return record
    raise CannotServe(f"Submission {submission} is still {record['state']}: {record['queue']['reason']}")


def table(graded: Sequence[Graded]) -> Table:
    """A row for each submission; ``ms`` is the wall time of its slowest test."""
    columns = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("challenge", "submission", "runtime", "verdict", "points", "tests", "ms", "because"):
        columns.add_column(heading, justify="right" if heading in ("points", "tests", "ms") else "left")
    for item in graded:
        tests = [test for stage in item.record["stages"] for test in stage["tests"]]
        passed = sum(test["verdict"] == "accepted" for test in tests)
        colour = "green" if item.record["verdict"] == "accepted" else "yellow"
        columns.add_row(
            item.sample.challenge,
            item.sample.name,
            item.sample.runtime,
            f"[{colour if item.as_expected else 'bold red'}]{item.record['verdict']}[/]",
            f"{item.record['score']:g}/{item.record['max_score']:g}",
            f"{passed}/{len(tests)}",
            str(max((test["wall_ms"] for test in tests), default=0)),
            item.record["cause"] or "",
        )
    return columns


def _conclude(console: Console, graded: Sequence[Graded]) -> int:
    wrong = [item for item in graded if not item.as_expected]
    sandbox = next((item.record["sandbox"] for item in graded if item.record["sandbox"]), None)
    if sandbox:
        console.print(f"\nsandbox: {sandbox['backend']} {sandbox['runtime']}, held: {', '.join(sandbox['enforced'])}")
    for item in wrong:
        console.print(
            f"{item.sample.challenge}/{item.sample.name}: {item.record['verdict']}, not {item.sample.expected}: "
            f"{item.record['message']}"
        )
    console.print(f"{len(graded) - len(wrong)} of {len(graded)} verdicts are as their authors filed them")
    return 1 if wrong else 0
