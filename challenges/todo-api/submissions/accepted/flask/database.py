"""Connections that are kept, and a limit on how long anybody waits for the database.

A frozen server keeps no limit of its own, so the waiting is ended here: the work goes on in its thread until the server
wakes up or the connection breaks, while the request has long been answered.
"""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from queue import Empty, LifoQueue

import psycopg
from psycopg.rows import dict_row

PATIENCE_S = 1.5
WORKERS = 8


class Unavailable(Exception):
    """The database refused, broke off, or said nothing in time."""


class Database:
    def __init__(self, url):
        self._url = url
        self._idle = LifoQueue()
        self._workers = ThreadPoolExecutor(WORKERS)

    def run(self, work):
        """``work(connection)`` in a transaction. Raises: Unavailable."""
        attempt = self._workers.submit(self._attempt, work)
        try:
            return attempt.result(PATIENCE_S)
        except (Late, psycopg.OperationalError) as error:
            attempt.cancel()
            raise Unavailable from error

    def _attempt(self, work):
        connection = self._connection()
        try:
            with connection.transaction():
                result = work(connection)
        except psycopg.OperationalError:
            connection.close()
            self._forget()
            raise
        self._idle.put(connection)
        return result

    def _connection(self):
        try:
            return self._idle.get_nowait()
        except Empty:
            return psycopg.connect(self._url, autocommit=True, connect_timeout=2, row_factory=dict_row)

    def _forget(self):
        """Connections of before a restart are all broken."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return
