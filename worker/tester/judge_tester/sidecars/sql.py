"""Databases that speak SQL: one connection, opened when it is first needed, in autocommit."""

import contextlib
import threading
from abc import abstractmethod
from typing import Any

from judge_tester.channel import Asks

from .base import Sidecar

Row = dict[str, Any]


class SqlSidecar(Sidecar):
    """Statements take parameters as ``%s``: ``db.query("select * from todos where id = %s", 7)``."""

    def __init__(self, name: str, url: str, worker: Asks) -> None:
        super().__init__(name, url, worker)
        self._connection: Any = None
        self._lock = threading.Lock()

    def query(self, sql: str, *params: Any) -> list[Row]:
        """The rows."""
        return self._run(sql, params)[0]

    def execute(self, sql: str, *params: Any) -> int:
        """How many rows it touched."""
        return self._run(sql, params)[1]

    def disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.close()

    @abstractmethod
    def _connect(self) -> Any:
        """A DB-API connection in autocommit whose rows are dicts."""

    def _run(self, sql: str, params: tuple[Any, ...]) -> tuple[list[Row], int]:
        with self._lock:
            if self._connection is None:
                self._connection = self._connect()
            try:
                with self._connection.cursor() as cursor:
                    cursor.execute(sql, params or None)
                    rows = [dict(row) for row in cursor.fetchall()] if cursor.description else []
                    return rows, cursor.rowcount
            except BaseException:
                # Whatever went wrong, a timeout in the middle of an answer too: start the next one clean.
                self.disconnect()
                raise
