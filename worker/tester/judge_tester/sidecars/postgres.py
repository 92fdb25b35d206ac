"""PostgreSQL through psycopg."""

from typing import Any

import psycopg
from psycopg.rows import dict_row

from .sql import SqlSidecar


class Postgres(SqlSidecar):
    def _connect(self) -> Any:
        return psycopg.connect(
            self.url, autocommit=True, row_factory=dict_row, connect_timeout=10, application_name="judge"
        )
