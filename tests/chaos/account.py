"""The verdict on a run: what was lost, told twice, changed. An empty list is a good one."""

from collections.abc import Iterator, Mapping
from typing import Any

from judge.domain.events import StateChanged
from judge.domain.submission import State
from judge.service.ports import Query
from judge.store.store import Store
from tests.chaos.ledger import Entry, Ledger

Result = tuple[Any, ...]


def result(record: Mapping[str, Any]) -> Result:
    """What must be the same whenever a submission is graded: verdict, points and causes, down to each test.

    Which test a service is at when it has taken all of its memory depends on the moment: there only the whole counts.
    """
    tests = [
        (stage["name"], test["name"], test["verdict"], test["cause"])
        for stage in record["stages"]
        for test in stage["tests"]
        if record["verdict"] != "memory_limit_exceeded"
    ]
    return (record["state"], record["verdict"], record["score"], record["cause"], tuple(tests))


class Calm:
    """What each work got while nothing was broken."""

    def __init__(self, ledger: Ledger) -> None:
        self._results: dict[str, set[Result]] = {}
        for entry in ledger.entries:
            if entry.record is not None:
                self._results.setdefault(entry.work.name, set()).add(result(entry.record))

    def findings(self, ledger: Ledger) -> Iterator[str]:
        """A calm run itself must lose nothing and give each work the verdict that its folder promises."""
        yield from lost(ledger)
        yield from (f"calm: {text}" for text in ledger.troubles)
        for name, results in self._results.items():
            if len(results) > 1:
                yield f"calm: {name} got different results: {_difference(*list(results)[:2])}"
        for entry in ledger.entries:
            if entry.record is not None and entry.work.expected not in ("", entry.record["verdict"]):
                yield f"calm: {entry.work.name} got {entry.record['verdict']}, {entry.record['cause']}"

    def changed(self, entry: Entry) -> str:
        """How the result of ``entry`` differs from the calm one; empty if it does not."""
        assert entry.record is not None
        mine = result(entry.record)
        calm = self._results.get(entry.work.name, set())
        return "" if mine in calm or not calm else _difference(next(iter(calm)), mine)


def lost(ledger: Ledger) -> Iterator[str]:
    for entry in ledger.entries:
        if not entry.ids:
            yield f"lost: {entry.work.name} was never accepted"
        elif entry.record is None:
            yield f"lost: {entry.work.name} ({', '.join(entry.ids)}) was accepted and never finished"


def late(ledger: Ledger) -> Iterator[str]:
    for entry in ledger.entries:
        if entry.late:
            yield f"late: {entry.work.name} ({', '.join(entry.ids)}) took longer than its client waited"


def doubled(ledger: Ledger, store: Store) -> Iterator[str]:
    """Each POST is one submission, with one report, told once, by the attempt that the record names."""
    mine: set[str] = set()
    for entry in ledger.entries:
        if len(entry.ids) > 1:
            yield f"doubled: one POST of {entry.work.name} became {sorted(entry.ids)}"
        mine |= entry.ids
        for submission in entry.ids:
            yield from _told(submission, store)
    for submission in sorted(every_id(store) - mine):
        yield f"doubled: there is a submission {submission} that nobody was told of"


def every_id(store: Store) -> set[str]:
    found: set[str] = set()
    cursor = ""
    while True:
        page = store.submissions.list(Query(cursor=cursor, limit=200))
        found |= {each.id for each in page.submissions}
        cursor = page.cursor
        if not cursor:
            return found


def _told(submission: str, store: Store) -> Iterator[str]:
    now = store.submissions.get(submission)
    ends = [
        event
        for _, event in store.events.read(submission)
        if isinstance(event, StateChanged) and event.state in (State.FINISHED, State.CANCELLED)
    ]
    report = store.submissions.report(submission)
    if len(ends) != 1:
        yield f"doubled: {submission} was told to end {len(ends)} times"
    elif report is None or (ends[0].attempt, ends[0].verdict) != (now.attempt, report.verdict):
        yield f"changed: {submission} has a report that is not that of its last event: {ends[0]}, attempt {now.attempt}"


def changed(ledger: Ledger, calm: Calm) -> Iterator[str]:
    for entry in ledger.entries:
        if entry.record is not None and (how := calm.changed(entry)):
            yield f"changed: {entry.work.name} ({entry.record['id']}, attempt {entry.record['attempt']}): {how}"


def _difference(calm: Result, mine: Result) -> str:
    if calm[:4] != mine[:4]:
        return f"{calm[:4]} became {mine[:4]}"
    pairs = [pair for pair in zip(calm[4], mine[4], strict=False) if pair[0] != pair[1]]
    return f"{pairs[0][0]} became {pairs[0][1]}" if pairs else f"{len(calm[4])} tests became {len(mine[4])}"
