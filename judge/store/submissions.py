"""Records, sources and reports as the API uses them."""

import hashlib
import json
import random
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from judge.domain.errors import Busy, Conflict, Exhausted, NotFound
from judge.domain.rejudge import Adopted, Adoption, Earlier
from judge.domain.report import Report
from judge.domain.submission import QueueName, State, Submission
from judge.domain.verdict import Verdict
from judge.domain.waits import Place
from judge.ids import new_id
from judge.service.ports import Created, NewSubmission, Page, Query
from judge.store.codec import (
    decode_earlier,
    decode_files,
    decode_place,
    decode_record,
    decode_report,
    encode_files,
    encode_trial,
)
from judge.store.connection import Connection
from judge.store.keys import RECORD, Key

REPLAY_MS = 24 * 3600 * 1000
"""How long an idempotency key is remembered."""
FULL_RETRY_S = (5, 15)
"""Whoever is refused comes back after a time between these: all at once they would be refused again."""
NO_ROOM_RETRY_S = 60


class RedisSubmissions:
    """``judge.service.ports.Submissions``."""

    def __init__(self, connection: Connection, *, queue_limit: int, retention_ms: int) -> None:
        self._connection = connection
        self._queue_limit = queue_limit
        self._retention_ms = retention_ms

    def create(self, new: NewSubmission) -> Created:
        key = _digest(new.idempotency_key)
        answer = self._connection.script(
            "create",
            new_id(),
            encode_files(new.files),
            json.dumps({**_fields(new), "idempotency": key, "limit": self._queue_limit, "replay_ms": REPLAY_MS}),
        )
        match answer[0]:
            case b"full":
                retry_after_s = random.randint(*FULL_RETRY_S)  # noqa: S311 - nothing secret
                raise Busy("the queue is full", code="queue_full", retry_after_s=retry_after_s)
            case b"no_room":
                raise Busy("the store is full", code="store_full", retry_after_s=NO_ROOM_RETRY_S)
            case b"exhausted":
                code = answer[1].decode()
                raise Exhausted(f"there are as many as there may be ({code})", code=code)
            case _:
                return _created(answer)

    def replay(self, idempotency_key: str, fingerprint: str) -> Created | None:
        answer = self._connection.script("replay", _digest(idempotency_key), fingerprint)
        return None if answer[0] == b"new" else _created(answer)

    def get(self, submission_id: str) -> Submission:
        fields = self._connection.command("HMGET", Key.SUBMISSION + submission_id, *RECORD)
        if fields[0] is None:
            raise _unknown(submission_id)
        return decode_record(fields)

    def report(self, submission_id: str) -> Report | None:
        return self.reports([submission_id])[0]

    def reports(self, submission_ids: Sequence[str]) -> list[Report | None]:
        if not submission_ids:
            return []
        answers = self._connection.commands(*(("HGET", Key.SUBMISSION + each, "report") for each in submission_ids))
        return [decode_report(answer) if answer else None for answer in answers]

    def files(self, submission_id: str) -> dict[str, bytes]:
        data = self._connection.command("HGET", Key.SUBMISSION + submission_id, "files")
        if data is None:
            raise _unknown(submission_id)
        return decode_files(data)

    def adopt(self, adoption: Adoption) -> Adopted:
        what = (adoption.submission, adoption.attempt, adoption.shadow, adoption.rejudge)
        return Adopted(self._connection.script("adopt", *what, even_full=True).decode())

    def earlier(self, submission_id: str) -> list[Earlier]:
        key = Key.SUBMISSION + submission_id
        attempts = [int(each) for each in (self._connection.command("HGET", key, "earlier") or b"").split()]
        found = self._connection.commands(*(("HGET", key, f"earlier:{attempt}") for attempt in attempts))
        return [decode_earlier(attempt, data) for attempt, data in zip(attempts, found, strict=True) if data]

    def places(self, submissions: Sequence[Submission]) -> list[Place]:
        if not submissions:
            return []
        return [decode_place(each) for each in self._connection.script("places", *(each.id for each in submissions))]

    def list(self, query: Query) -> Page:
        filters = (("challenge", query.challenge), ("verdict", query.verdict), ("state", query.state))
        indexes = [*(query.within or ("all",)), *(f"{name}:{value}" for name, value in filters if value)]
        cursor, records = self._connection.script("list", query.cursor, query.limit, *indexes)
        return Page(tuple(decode_record(record) for record in records), cursor.decode())

    def cancel(self, submission_id: str, *, unjudged: bool = False) -> Submission:
        arguments = (submission_id, self._retention_ms, int(unjudged))
        return _changed(submission_id, self._connection.script("cancel", *arguments, even_full=True))

    def rejudge(self, submission_id: str) -> Submission:
        return _changed(submission_id, self._connection.script("rejudge", submission_id, secrets.token_hex(8)))

    def counts(self) -> Mapping[State, int]:
        counts = self._connection.commands(*(("ZCARD", f"{Key.INDEX}state:{state}") for state in State))
        return dict(zip(State, counts, strict=True))

    def waiting(self) -> Mapping[QueueName, int]:
        counts = self._connection.commands(*(("ZCARD", Key.WAITING + queue) for queue in QueueName))
        return dict(zip(QueueName, counts, strict=True))

    def set_aside(self) -> int:
        return int(self._connection.command("ZCARD", f"{Key.INDEX}verdict:{Verdict.JUDGE_ERROR}"))


def _fields(new: NewSubmission) -> dict[str, object]:
    return {
        "challenge": new.challenge,
        "version": new.challenge_version,
        "package": new.package,
        "runtime": new.runtime,
        "queue": new.queue,
        "fingerprint": new.fingerprint,
        "owner": new.owner,
        "organisation": new.organisation,
        "invitation": new.invitation,
        "purpose": new.purpose,
        "needs": " ".join(new.needs or (f"runtime:{new.runtime}",)),
        "indexes": new.indexes or ("all", f"challenge:{new.challenge}"),
        "trial": encode_trial(new.trial),
        "bounds": [{"index": bound.index, "limit": bound.limit, "code": bound.code} for bound in new.bounds],
    }


def _digest(idempotency_key: str) -> str:
    return hashlib.sha256(idempotency_key.encode()).hexdigest() if idempotency_key else ""


def _created(answer: Sequence[Any]) -> Created:
    if answer[0] == b"conflict":
        raise Conflict("this idempotency key was used for another request")
    return Created(decode_record(answer[1]), replayed=answer[0] == b"replayed", place=decode_place(answer[2]))


def _unknown(submission_id: str) -> NotFound:
    return NotFound(f"there is no submission {submission_id}")


def _changed(submission_id: str, answer: Sequence[bytes]) -> Submission:
    """The record after a change that the state may not have allowed."""
    match answer[0]:
        case b"missing":
            raise _unknown(submission_id)
        case b"conflict":
            raise Conflict(f"the submission is {answer[1].decode()}")
        case _:
            return decode_record(answer[1])  # type: ignore[arg-type]  # redis knows no types of answers
