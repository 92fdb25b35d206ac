"""The audit log: a stream of bounded length."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter

from judge.service.ports import AuditEntry
from judge.store.codec import decode_time
from judge.store.connection import Connection
from judge.store.keys import Key

KEPT = 200_000
_ENTRY: TypeAdapter[AuditEntry] = TypeAdapter(AuditEntry)


class RedisAudit:
    """``judge.service.ports.Audit``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, entry: AuditEntry) -> None:
        self._connection.command("XADD", Key.AUDIT, "MAXLEN", "~", KEPT, "*", "e", _ENTRY.dump_json(entry))

    def page(self, cursor: str, limit: int) -> tuple[list[tuple[str, AuditEntry]], str]:
        newest = f"({cursor}" if cursor else "+"
        found = self._connection.command("XREVRANGE", Key.AUDIT, newest, "-", "COUNT", limit + 1)
        entries = [(entry_id.decode(), _ENTRY.validate_json(fields[b"e"])) for entry_id, fields in found]
        return entries[:limit], entries[limit - 1][0] if len(entries) > limit else ""


class RedisUses:
    """``judge.service.ports.Uses``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def touch(self, key_id: str, moment: datetime) -> None:
        self._connection.command("HSET", Key.USES, key_id, round(moment.timestamp() * 1000))

    def last(self, key_ids: Sequence[str]) -> list[datetime | None]:
        if not key_ids:
            return []
        found = self._connection.command("HMGET", Key.USES, *key_ids)
        return [decode_time(ms) if ms else None for ms in found]
