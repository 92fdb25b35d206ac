"""The account of a run, for people."""

from collections import Counter
from collections.abc import Iterator

from tests.chaos.run import Outcome

_MOST = 60


def told(outcome: Outcome) -> Iterator[str]:
    ledger = outcome.ledger
    finished = [entry for entry in ledger.entries if entry.record is not None]
    yield ""
    yield f"seed {outcome.plan.seed}, backend {outcome.plan.backend}, {outcome.plan.workers} workers"
    yield f"calm    {outcome.different} different submissions in {outcome.calm_s:.0f} s"
    slowest = sorted(outcome.calm_ledger.entries, key=lambda entry: -entry.took_s)[:5]
    yield f"        slowest: {', '.join(f'{entry.work.name} {entry.took_s:.1f} s' for entry in slowest)}"
    yield f"chaos   {len(finished)} of {len(ledger.entries)} submissions finished in {outcome.chaos_s:.0f} s"
    yield f"faults  {sum(outcome.faults.values())}: " + _counts(outcome.faults)
    yield f"clients had to ask again: {_counts(ledger.retries) or 'never'}"
    yield f"attempts needed: {', '.join(f'{number}: {count}' for number, count in sorted(outcome.attempts.items()))}"
    yield f"longest stall {ledger.longest_stall_s:.1f} s (after: {outcome.stall_after})"
    if finished:
        longest = max(finished, key=lambda entry: entry.took_s)
        yield f"longest time of one submission {longest.took_s:.1f} s ({longest.work.name})"
    kinds = Counter(text.partition(":")[0] for text in outcome.findings)
    for kind in ("lost", "doubled", "changed", "left over"):
        yield f"{kind:10}{kinds.pop(kind, 0)}"
    for kind, count in kinds.items():
        yield f"{kind}: {count}"
    yield from (f"  {text}" for text in outcome.findings[:_MOST])
    if len(outcome.findings) > _MOST:
        yield f"  and {len(outcome.findings) - _MOST} more"
    yield "FAILED" if outcome.findings else "passed: nothing lost, doubled, changed or left over"


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))
