"""The event stream of a submission, and waiting for it to grow."""

import re
from contextlib import AbstractContextManager

from judge.domain.events import Event
from judge.service.ports import Watch
from judge.store.bell import Bell
from judge.store.codec import decode_event
from judge.store.connection import Connection
from judge.store.keys import Key

_EVENT_ID = re.compile(r"\d{1,20}-\d{1,20}")


class RedisEvents:
    """``judge.service.ports.Events``."""

    def __init__(self, connection: Connection, bell: Bell) -> None:
        self._connection = connection
        self._bell = bell

    def read(self, submission_id: str, after: str = "") -> list[tuple[str, Event]]:
        """See the port. An ``after`` that is no event id counts as none: clients send back what they like."""
        start = f"({after}" if _EVENT_ID.fullmatch(after) else "-"
        entries = self._connection.command("XRANGE", Key.EVENTS + submission_id, start, "+")
        events = ((entry_id.decode(), decode_event(fields[b"e"])) for entry_id, fields in entries)
        return [(entry_id, event) for entry_id, event in events if event is not None]

    def watch(self, submission_id: str) -> AbstractContextManager[Watch]:
        return self._bell.watch(submission_id)
