"""One connection per thread of the server's pool."""

import os
import threading

import psycopg
from psycopg.rows import dict_row

_mine = threading.local()


def _execute(statement, values):
    connection = getattr(_mine, "connection", None)
    if connection is None or connection.closed:
        connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row)
        _mine.connection = connection
    return connection.execute(statement, values)


def rows(statement, **values):
    return _execute(statement, values).fetchall()


def one(statement, **values):
    return _execute(statement, values).fetchone()


def run(statement, **values):
    return _execute(statement, values).rowcount
