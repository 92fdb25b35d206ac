"""What the fake ports share: the rows, and the changes they have in common."""

import itertools
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from judge.domain.errors import NotFound
from judge.domain.events import Event, StateChanged
from judge.domain.rejudge import Earlier
from judge.domain.report import Report
from judge.domain.submission import Purpose, QueueName, State, Submission, pending_list
from judge.domain.trial import Trial
from judge.domain.verdict import Verdict
from judge.domain.waits import NOWHERE, Place
from judge.domain.webhooks import News
from judge.service.ports import Lease


@dataclass
class Row:
    record: Submission
    files: Mapping[str, bytes]
    trial: Trial | None = None
    first: int = 1
    broken: int = 0
    place: Place = NOWHERE
    token: str = ""
    told: tuple[str, int] = ("", 0)
    lease_end: float = 0.0
    tag: int = 0
    needs: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    report: Report | None = None
    earlier: list[Earlier] = field(default_factory=list)
    events: list[tuple[str, Event]] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict | None:
        """What it is listed under."""
        return self.report.verdict if self.report and self.record.state is State.FINISHED else None


class Tables:
    """What the parts of the store share. ``messages`` says how many messages Celery has, by queue."""

    def __init__(self, *, queue_limit: int = 10_000, max_attempts: int = 3) -> None:
        self.queue_limit = queue_limit
        self.max_attempts = max_attempts
        self.lock = threading.RLock()
        self.rows: dict[str, Row] = {}
        self.keys: dict[str, tuple[str, str]] = {}
        self.usual: dict[str, float] = {}
        self.clock: dict[QueueName, int] = defaultdict(int)
        self.share: dict[tuple[QueueName, str], int] = defaultdict(int)
        self.short_since: dict[QueueName, float] = {}
        self.messages: dict[QueueName, int] = defaultdict(int)
        self.watches: dict[str, list[threading.Event]] = defaultdict(list)
        self._event_ids = itertools.count(1)
        self.news: list[News] = []
        self._news_ids = itertools.count(1)

    def row(self, submission_id: str) -> Row:
        if submission_id not in self.rows:
            raise NotFound(f"there is no submission {submission_id}")
        return self.rows[submission_id]

    def held(self, lease: Lease) -> Row | None:
        row = self.rows.get(lease.job.submission)
        held = row is not None and row.record.state is State.RUNNING and row.token == lease.token
        return row if held else None

    def append(self, row: Row, *events: Event) -> None:
        row.events += [(f"{next(self._event_ids)}-0", event) for event in events]
        for watch in self.watches[row.record.id]:
            watch.set()

    def enter(
        self, row: Row, state: State, verdict: Verdict | None = None, *, told: bool = False, **changes: object
    ) -> Submission:
        row.record = replace(row.record, state=state, **changes)  # type: ignore[arg-type]  # any field
        whose = pending_list(row.record.organisation, row.record.owner)
        if state in (State.FINISHED, State.CANCELLED) and not self._waits_for(whose):
            for queue in QueueName:
                self.share.pop((queue, whose), None)
        self.append(row, StateChanged(state=state, attempt=row.record.attempt, verdict=verdict))
        if state in (State.FINISHED, State.CANCELLED) and row.record.purpose is Purpose.COUNTS and not told:
            self.tell(row.record, verdict)
        return row.record

    def _waits_for(self, whose: str) -> bool:
        """Whether anything of theirs has not ended, what is judged again included."""
        records = [row.record for row in self.rows.values() if row.record.state in (State.QUEUED, State.RUNNING)]
        return any(whose == pending_list(each.organisation, each.owner) for each in records)

    def tell(self, record: Submission, verdict: Verdict | None) -> None:
        facts = {"submission": record.id, "attempt": str(record.attempt), "verdict": verdict or ""}
        at = record.finished_at or datetime.now(UTC)
        happening = f"submission.{record.state}"
        self.put_news(News(happening=happening, organisation=record.organisation, at=at, facts=facts))

    def put_news(self, news: News) -> None:
        self.news.append(replace(news, id=f"{next(self._news_ids)}-0"))

    def next_tag(self, queue: QueueName, owner: str, organisation: str) -> int:
        tag = self.clock[queue]
        if owner:
            whose = pending_list(organisation, owner)
            tag = max(tag, self.share[queue, whose])
            self.share[queue, whose] = tag + 1
        return tag + 1

    def in_list(self, name: str) -> list[Row]:
        if name.startswith("pending:"):
            open_states = (State.QUEUED, State.RUNNING)
            records = (
                (row, row.record) for row in self.rows.values() if row.record.state in open_states and not row.report
            )
            return [row for row, it in records if it.owner and pending_list(it.organisation, it.owner) == name]
        return [row for row in self.rows.values() if name in row.lists]

    def place(self, submission: Submission) -> Place:
        waiting = [row.record.id for row in self.waiting(submission.queue)]
        if submission.id not in waiting:
            return NOWHERE
        rank = waiting.index(submission.id)
        people = len(self.waiting(QueueName.INTERACTIVE)) if submission.queue is QueueName.BATCH else 0
        return Place(
            position=rank + 1,
            ahead=rank + people,
            running=sum(row.record.state is State.RUNNING for row in self.rows.values()),
            like_it_ms=self.usual.get(_like(submission), 0.0),
            any_ms=self.usual.get("*", 0.0),
        )

    def learn(self, submission: Submission) -> None:
        """What a grading took is a fifth of what the next ones like it are taken to take."""
        if submission.started_at and submission.finished_at:
            ms = (submission.finished_at - submission.started_at).total_seconds() * 1000
            for kind in (_like(submission), "*"):
                usual = self.usual.get(kind, ms)
                self.usual[kind] = usual + (ms - usual) / 5

    def requeue(self, row: Row, queue: QueueName, tag: int = 0) -> Submission:
        row.tag = tag
        changes = {"queue": queue, "attempt": row.record.attempt + 1, "started_at": None, "finished_at": None}
        return self.enter(row, State.QUEUED, **changes)

    def waiting(self, queue: QueueName) -> list[Row]:
        rows = [row for row in self.rows.values() if row.record.state is State.QUEUED and row.record.queue is queue]
        return sorted(rows, key=lambda row: (row.tag, row.record.id))


def _like(submission: Submission) -> str:
    return "trials" if submission.purpose is Purpose.TRIAL else f"{submission.challenge} {submission.runtime}"
