"""A tally as text."""

from collections.abc import Iterator

from tests.stable.tally import Tally, counted


def told(tally: Tally, rounds: int) -> Iterator[str]:
    for row in tally.rows:
        mark = "FLIP" if row.flips else "same"
        yield f"{mark}  {row.name:58} {counted(row.verdicts)}"
    for row in tally.flips:
        for run in row.runs:
            if run.odd:
                yield f"flip of {row.name} in round {run.round}: {run.odd[:1500]}"
    for row in tally.rows:
        for line in row.wavers:
            yield f"under one verdict, {row.name}: {line}"
    for row in tally.rows:
        if row.near:
            yield f"near a limit, {row.name}: {counted(row.near)} of {len(row.runs)} runs"
    yield f"noise: {tally.noise()}"
    yield (
        f"{tally.repeats} repeats of {len(tally.rows)} known submissions, {tally.fewest} of {rounds} rounds,"
        f" {len(tally.flips)} flips"
    )
