"""The worker's side of a submission: claim, renew, tell, finish, give back; and the janitor's."""

import secrets
import time
from collections.abc import Iterator, Sequence

from judge.domain.errors import NotOffered, Unavailable
from judge.domain.events import Event
from judge.domain.messages import sentence
from judge.domain.report import Report
from judge.domain.submission import Job, QueueName, Submission
from judge.service.ports import ANYTHING, Lease
from judge.store.codec import decode_files, decode_record, decode_trial, encode_event, encode_outcome, encode_report
from judge.store.connection import Connection
from judge.store.keys import Key

SANDBOX_FAILED = Report(cause="sandbox_failed", message=sentence("sandbox_failed"))
"""The end of a submission that lost its worker as often as it may."""


class RedisLeases:
    """``judge.service.ports.Leases``."""

    def __init__(self, connection: Connection, *, max_attempts: int, retention_ms: int) -> None:
        self._connection = connection
        self._max_attempts = max_attempts
        self._retention_ms = retention_ms
        self._heard: tuple[float, int] | None = None
        self._silent_since: float | None = None

    def claim(self, queue: QueueName, worker: str, lease_s: float, offered: Sequence[str] = ANYTHING) -> Lease | None:
        token = secrets.token_hex(8)
        lease_ms = round(lease_s * 1000)
        answer = self._connection.script("claim", queue, worker, token, lease_ms, *offered, even_full=True)
        if answer is None:
            return None
        if isinstance(answer, bytes):
            raise NotOffered(answer.decode())
        submission_id, runtime, package, files, current, first, trial, broken = answer
        job = Job(
            submission=submission_id.decode(),
            attempt=int(current),
            runtime=runtime.decode(),
            package=package.decode(),
            files=decode_files(files),
            trial=decode_trial(trial),
        )
        tries = int(current) - int(first) + 1
        return Lease(job=job, token=token, worker=worker, tries=tries, broken=int(broken or 0))

    def renew(self, lease: Lease, lease_s: float) -> bool:
        return bool(
            self._connection.script("renew", lease.job.submission, lease.token, round(lease_s * 1000), even_full=True)
        )

    def emit(self, lease: Lease, events: Sequence[Event], told: int) -> None:
        if events:
            self._connection.script(
                "emit", lease.job.submission, lease.token, told, *map(encode_event, events), even_full=True
            )

    def finish(self, lease: Lease, report: Report, events: Sequence[Event] = (), told: int = 0) -> bool:
        return bool(
            self._connection.script(
                "finish",
                lease.job.submission,
                lease.token,
                self._retention_ms,
                report.verdict,
                encode_report(report),
                encode_outcome(report),
                round((time.monotonic() - lease.since) * 1000),
                told,
                *map(encode_event, events),
                even_full=True,
            )
        )

    def note(self, lease: Lease, trouble: str, *, broken: bool = False) -> None:
        why = trouble.encode("utf-8", "replace")
        self._connection.script("note_trouble", lease.job.submission, lease.token, why, int(broken), even_full=True)

    def give_back(self, lease: Lease, *, pause_s: float = 0, counts: bool = True) -> Submission | None:
        how = (round(pause_s * 1000), int(counts))
        record = self._connection.script("give_back", lease.job.submission, lease.token, *how, even_full=True)
        return None if record is None else decode_record(record)

    def requeue_expired(self) -> Iterator[Submission]:
        """See the port. Forgets what is past its retention, too: this is what the janitor calls at intervals."""
        report = encode_report(SANDBOX_FAILED)
        arguments = (
            self._max_attempts,
            self._retention_ms,
            SANDBOX_FAILED.verdict,
            report,
            encode_outcome(SANDBOX_FAILED),
        )
        handled = 1
        while handled:
            handled, records = self._connection.script("requeue_expired", *arguments, even_full=True)
            yield from map(decode_record, records)
        due = 1
        while due:
            due, lost = self._connection.script("sweep", even_full=True)
            if lost:
                self._strike_off(lost)

    def _strike_off(self, lost: Sequence[bytes]) -> None:
        """Take ids whose records are gone out of every list there is, a piece at a time, so that others are served
        meanwhile. The list by which they are found comes last: whoever is killed on the way is followed by another."""
        ids = [each.decode() for each in lost]
        cursor: int | None = None
        while cursor != 0:
            cursor, names = self._connection.command("SCAN", cursor or 0, "MATCH", f"{Key.INDEX}*", "COUNT", 1000)
            self._connection.commands(*(("ZREM", name, *ids) for name in names))
        self._connection.command("DEL", *(Key.EVENTS + each for each in ids))
        self._connection.command("ZREM", Key.EXPIRY, *ids)

    def keep_time(self) -> None:
        """See the port. Compares the server's clock with ours, which cannot jump, and stands still while the server is
        away: what goes by there meanwhile is nobody's fault."""
        asked_at = time.monotonic()
        last: tuple[str | int, int] = ("", 0)
        if self._heard is not None:
            heard_at, its_ms = self._heard
            last = (its_ms, round(((self._silent_since or asked_at) - heard_at) * 1000))
        try:
            its_ms = int(self._connection.script("keep_time", *last, even_full=True))
        except Unavailable:
            self._silent_since = self._silent_since or asked_at
            raise
        self._heard = (time.monotonic(), its_ms)
        self._silent_since = None

    def stranded(self, older_than_s: float) -> Iterator[Submission]:
        for queue in QueueName:
            yield from map(
                decode_record, self._connection.script("stranded", queue, round(older_than_s * 1000), even_full=True)
            )
