"""MariaDB, or any server of MySQL's protocol, through PyMySQL."""

from typing import Any
from urllib.parse import unquote, urlsplit

import pymysql
import pymysql.cursors

from .sql import SqlSidecar

_PATIENCE_S = 10


class MariaDb(SqlSidecar):
    def _connect(self) -> Any:
        address = urlsplit(self.url)
        return pymysql.connect(
            host=address.hostname or "127.0.0.1",
            port=address.port or 3306,
            user=unquote(address.username or ""),
            password=unquote(address.password or ""),
            database=address.path.lstrip("/") or None,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=_PATIENCE_S,
            read_timeout=_PATIENCE_S,
            cursorclass=pymysql.cursors.DictCursor,
        )
