"""Submissions and their events in memory."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from judge.domain.errors import Busy, Conflict, Exhausted
from judge.domain.events import Event
from judge.domain.rejudge import Adopted, Adoption, Earlier
from judge.domain.report import Report
from judge.domain.submission import Purpose, QueueName, State, Submission
from judge.domain.verdict import Verdict
from judge.domain.waits import Place
from judge.ids import new_id
from judge.service.ports import Created, NewSubmission, Page, Query
from tests.fakes.tables import Row, Tables


class FakeSubmissions:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def create(self, new: NewSubmission) -> Created:
        with self._tables.lock:
            if first := self.replay(new.idempotency_key, new.fingerprint):
                return first
            ours = new.purpose in (Purpose.KNOWN, Purpose.SHADOW)
            if sum(self.waiting().values()) >= self._tables.queue_limit / (2 if ours else 1):
                raise Busy("the queue is full", code="queue_full", retry_after_s=5)
            for bound in new.bounds:
                if len(self._tables.in_list(bound.index)) >= bound.limit:
                    raise Exhausted(f"there are as many as there may be ({bound.code})", code=bound.code)
            record = Submission(
                id=new_id(),
                challenge=new.challenge,
                challenge_version=new.challenge_version,
                package=new.package,
                runtime=new.runtime,
                queue=new.queue,
                state=State.QUEUED,
                attempt=1,
                created_at=datetime.now(UTC),
                owner=new.owner,
                organisation=new.organisation,
                invitation=new.invitation,
                purpose=new.purpose,
                needs=new.needs or (f"runtime:{new.runtime}",),
            )
            row = self._tables.rows[record.id] = Row(
                record,
                dict(new.files),
                new.trial,
                tag=self._tables.next_tag(new.queue, new.owner, new.organisation),
                needs=record.needs,
                lists=new.indexes or ("all", f"challenge:{new.challenge}"),
            )
            if new.idempotency_key:
                self._tables.keys[new.idempotency_key] = (new.fingerprint, record.id)
            self._tables.enter(row, State.QUEUED)
            [row.place] = self.places([row.record])
            return Created(row.record, replayed=False, place=row.place)

    def replay(self, idempotency_key: str, fingerprint: str) -> Created | None:
        earlier, first = self._tables.keys.get(idempotency_key, ("", ""))
        if first not in self._tables.rows:
            return None
        if fingerprint != earlier:
            raise Conflict("this idempotency key was used for another request")
        return Created(self.get(first), replayed=True, place=self._tables.row(first).place)

    def get(self, submission_id: str) -> Submission:
        return self._tables.row(submission_id).record

    def report(self, submission_id: str) -> Report | None:
        return self.reports([submission_id])[0]

    def reports(self, submission_ids: Sequence[str]) -> list[Report | None]:
        rows = (self._tables.rows.get(each) for each in submission_ids)
        return [row.report if row else None for row in rows]

    def files(self, submission_id: str) -> Mapping[str, bytes]:
        return self._tables.row(submission_id).files

    def adopt(self, adoption: Adoption) -> Adopted:
        with self._tables.lock:
            row, shadow = (self._tables.rows.get(each) for each in (adoption.submission, adoption.shadow))
            if row is not None and adoption.rejudge in row.record.rejudges:
                return Adopted.DONE
            if row is None or (row.record.state, row.record.attempt) != (State.FINISHED, adoption.attempt):
                return Adopted.CHANGED
            if shadow is None or shadow.verdict in (None, Verdict.JUDGE_ERROR) or shadow.report is None:
                return Adopted.LOST
            self._replace(row, shadow, adoption.rejudge)
            return Adopted.DONE

    def _replace(self, row: Row, shadow: Row, rejudge: str) -> None:
        assert row.report is not None
        row.earlier.append(
            Earlier(
                attempt=row.record.attempt,
                version=row.record.challenge_version,
                rejudge=rejudge,
                replaced_at=datetime.now(UTC),
                report=row.report,
            )
        )
        row.report, row.needs, row.token = shadow.report, shadow.needs, ""
        row.first = row.record.attempt + 1
        self._tables.enter(
            row,
            State.FINISHED,
            shadow.verdict,
            attempt=row.record.attempt + 1,
            challenge_version=shadow.record.challenge_version,
            package=shadow.record.package,
            needs=shadow.record.needs,
            outcome=shadow.record.outcome,
            started_at=shadow.record.started_at,
            finished_at=shadow.record.finished_at,
            rejudges=(*row.record.rejudges, rejudge),
        )
        del self._tables.rows[shadow.record.id]

    def earlier(self, submission_id: str) -> Sequence[Earlier]:
        row = self._tables.rows.get(submission_id)
        return row.earlier if row else []

    def places(self, submissions: Sequence[Submission]) -> list[Place]:
        return [self._tables.place(submission) for submission in submissions]

    def list(self, query: Query) -> Page:
        found = [
            row.record
            for submission_id, row in sorted(self._tables.rows.items(), reverse=True)
            if (not query.cursor or submission_id < query.cursor)
            and set(query.within or ("all",)) <= set(row.lists)
            and query.challenge in ("", row.record.challenge)
            and query.state in (None, row.record.state)
            and query.verdict in (None, row.verdict)
        ]
        page = tuple(found[: query.limit])
        return Page(page, page[-1].id if len(found) > query.limit else "")

    def cancel(self, submission_id: str, *, unjudged: bool = False) -> Submission:
        with self._tables.lock:
            row = self._tables.row(submission_id)
            if row.record.state not in (State.QUEUED, State.RUNNING):
                raise Conflict(f"the submission is {row.record.state}")
            if row.report and unjudged:
                raise Conflict("the submission is judged again, which only a manager can stop")
            row.token = ""
            if row.report is None:
                return self._tables.enter(row, State.CANCELLED, finished_at=datetime.now(UTC))
            return self._tables.enter(row, State.FINISHED, row.report.verdict, told=True, finished_at=datetime.now(UTC))

    def rejudge(self, submission_id: str) -> Submission:
        with self._tables.lock:
            row = self._tables.row(submission_id)
            if row.record.state not in (State.FINISHED, State.CANCELLED):
                raise Conflict(f"the submission is {row.record.state}")
            row.token, row.first = "", row.record.attempt + 1
            row.record, row.broken = replace(row.record, trouble=()), 0
            tag = self._tables.next_tag(QueueName.BATCH, row.record.owner, row.record.organisation)
            return self._tables.requeue(row, QueueName.BATCH, tag)

    def counts(self) -> Mapping[State, int]:
        rows = self._tables.rows.values()
        return {state: sum(row.record.state is state for row in rows) for state in State}

    def waiting(self) -> Mapping[QueueName, int]:
        return {queue: len(self._tables.waiting(queue)) for queue in QueueName}

    def set_aside(self) -> int:
        return sum(row.verdict is Verdict.JUDGE_ERROR for row in self._tables.rows.values())


class FakeEvents:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def read(self, submission_id: str, after: str = "") -> list[tuple[str, Event]]:
        row = self._tables.rows.get(submission_id)
        events = row.events if row else []
        number, dash, _ = after.partition("-")
        known = int(number) if dash and number.isdecimal() else 0
        return [(each, event) for each, event in events if int(each.partition("-")[0]) > known]

    @contextmanager
    def watch(self, submission_id: str) -> "Iterator[FakeWatch]":
        watch = threading.Event()
        with self._tables.lock:
            self._tables.watches[submission_id].append(watch)
        try:
            yield FakeWatch(watch)
        finally:
            with self._tables.lock:
                self._tables.watches[submission_id].remove(watch)


class FakeWatch:
    def __init__(self, rung: threading.Event) -> None:
        self._rung = rung

    def wait(self, timeout_s: float) -> bool:
        self._rung.wait(timeout_s)
        rung = self._rung.is_set()
        if rung:
            self._rung.clear()
        return rung
