"""The links in SQLite. A deleted link stays as a row, so that its code is never free again."""

import sqlite3
import threading


class Unknown(Exception):
    pass


class Gone(Exception):
    pass


class Taken(Exception):
    pass


SCHEMA = """
CREATE TABLE IF NOT EXISTS links (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, url TEXT NOT NULL, host TEXT NOT NULL,
    clicks INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS links_host ON links (host);
"""


class Store:
    def __init__(self, path):
        self.lock = threading.Lock()
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.executescript(SCHEMA)

    def run(self, sql, *values):
        with self.lock:
            return self.db.execute(sql, values).fetchall()

    def add(self, code, url, host):
        try:
            self.run(f"INSERT INTO links (code, url, host) VALUES ('{code}', '{url}', '{host}')")
        except sqlite3.IntegrityError:
            raise Taken from None

    def add_coded(self, make_code, url, host):
        while True:
            code = make_code()
            try:
                self.add(code, url, host)
            except Taken:
                continue
            return code

    def one(self, rows, code):
        if rows:
            return rows[0]
        raise Gone if self.run(f"SELECT 1 FROM links WHERE code = '{code}'") else Unknown

    def get(self, code):
        rows = self.run(f"SELECT code, url, clicks FROM links WHERE NOT deleted AND code = '{code}'")
        return dict(self.one(rows, code))

    def click(self, code):
        rows = self.run(f"UPDATE links SET clicks = clicks + 1 WHERE NOT deleted AND code = '{code}' RETURNING url")
        return self.one(rows, code)["url"]

    def delete(self, code):
        rows = self.run(f"UPDATE links SET deleted = 1 WHERE NOT deleted AND code = '{code}' RETURNING id")
        self.one(rows, code)

    def of_host(self, host):
        sql = f"SELECT code, url, clicks FROM links WHERE NOT deleted AND host LIKE '{host}' ORDER BY id"
        return [dict(row) for row in self.run(sql)]
