"""The worker's side of submissions in memory."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from judge.domain.errors import NotOffered
from judge.domain.events import Event
from judge.domain.messages import sentence
from judge.domain.report import Report
from judge.domain.submission import Job, QueueName, State, Submission
from judge.domain.verdict import Verdict
from judge.ids import new_id
from judge.service.ports import ANYTHING, Lease
from tests.fakes.tables import Row, Tables


class FakeLeases:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def claim(self, queue: QueueName, worker: str, lease_s: float, offered: Sequence[str] = ANYTHING) -> Lease | None:
        with self._tables.lock:
            waiting = self._tables.waiting(queue)
            row = next((row for row in waiting if "*" in offered or set(row.needs) <= set(offered)), None)
            if row is None:
                if waiting:
                    raise NotOffered(" ".join(waiting[0].needs))
                return None
            self._tables.clock[queue] = max(self._tables.clock[queue], row.tag)
            row.token, row.lease_end = new_id(), time.time() + lease_s
            record = self._tables.enter(row, State.RUNNING, started_at=datetime.now(UTC))
            job = Job(
                submission=record.id,
                attempt=record.attempt,
                runtime=record.runtime,
                package=record.package,
                files=row.files,
                trial=row.trial,
            )
            tries = record.attempt - row.first + 1
            return Lease(job=job, token=row.token, worker=worker, tries=tries, broken=row.broken)

    def renew(self, lease: Lease, lease_s: float) -> bool:
        with self._tables.lock:
            if row := self._tables.held(lease):
                row.lease_end = time.time() + lease_s
            return row is not None

    def emit(self, lease: Lease, events: Sequence[Event], told: int) -> None:
        with self._tables.lock:
            if row := self._tables.held(lease):
                self._append_new(row, events, told)

    def finish(self, lease: Lease, report: Report, events: Sequence[Event] = (), told: int = 0) -> bool:
        with self._tables.lock:
            row = self._tables.held(lease)
            if row is None:
                known = self._tables.rows.get(lease.job.submission)
                return known is not None and known.record.state is State.FINISHED and known.token == lease.token
            self._append_new(row, events, told)
            self._end(row, report)
            if report.verdict is not Verdict.JUDGE_ERROR:
                self._tables.learn(row.record)
            return True

    def note(self, lease: Lease, trouble: str, *, broken: bool = False) -> None:
        with self._tables.lock:
            if row := self._tables.held(lease):
                row.broken += self._trouble(row, trouble) and broken

    def give_back(self, lease: Lease, *, pause_s: float = 0, counts: bool = True) -> Submission | None:
        with self._tables.lock:
            row = self._tables.held(lease)
            if row is None:
                return None
            row.first += not counts
            if not pause_s:
                return self._tables.requeue(row, row.record.queue)
            row.token, row.lease_end = "", time.time() + pause_s
            return row.record

    def requeue_expired(self) -> Iterator[Submission]:
        with self._tables.lock:
            for row in list(self._tables.rows.values()):
                if row.record.state is State.RUNNING and row.lease_end <= time.time():
                    tries = row.record.attempt - row.first + 1
                    if row.token:
                        self._trouble(row, "the process of w that graded it died or fell silent")
                    row.token = ""
                    if tries >= self._tables.max_attempts:
                        self._end(row, Report(cause="sandbox_failed", message=sentence("sandbox_failed")))
                    else:
                        who = (row.record.queue, row.record.owner, row.record.organisation)
                        tag = self._tables.next_tag(*who) if tries > 1 else 0
                        self._tables.requeue(row, row.record.queue, tag)
                    yield row.record

    def keep_time(self) -> None:
        """This store is never away."""

    def stranded(self, older_than_s: float) -> Iterator[Submission]:
        with self._tables.lock:
            now = time.time()
            for queue in QueueName:
                waiting = self._tables.waiting(queue)
                short = len(waiting) - self._tables.messages[queue]
                if short <= 0:
                    self._tables.short_since.pop(queue, None)
                elif now - self._tables.short_since.setdefault(queue, now) >= older_than_s:
                    self._tables.short_since[queue] = now
                    yield from [row.record for row in waiting[:short]]

    def _append_new(self, row: Row, events: Sequence[Event], told: int) -> None:
        token, count = row.told
        there = count if token == row.token else 0
        self._tables.append(row, *events[max(0, there - told) :])
        row.told = (row.token, max(there, told + len(events)))

    def _trouble(self, row: Row, why: str) -> bool:
        line = f"attempt {row.record.attempt}: {why}".replace("\n", " ")
        if row.record.trouble[-1:] == (line,):
            return False
        row.record = replace(row.record, trouble=(*row.record.trouble, line))
        return True

    def _end(self, row: Row, report: Report) -> None:
        row.report = report
        now = datetime.now(UTC)
        self._tables.enter(row, State.FINISHED, report.verdict, finished_at=now, outcome=report.outcome)
