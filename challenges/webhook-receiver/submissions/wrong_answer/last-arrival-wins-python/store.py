import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, payment TEXT NOT NULL, seq INTEGER NOT NULL, amount INTEGER NOT NULL,
    booked INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS events_payment ON events (payment, seq);
CREATE INDEX IF NOT EXISTS events_unbooked ON events (id) WHERE NOT booked;
"""
PAYMENT = """
SELECT count(*) AS events,
    sum(CASE type WHEN 'payment.captured' THEN amount ELSE 0 END) AS captured,
    sum(CASE type WHEN 'payment.refunded' THEN amount ELSE 0 END) AS refunded,
    (SELECT type FROM events WHERE payment = :payment ORDER BY rowid DESC LIMIT 1) AS type
FROM events WHERE payment = :payment
"""


class Store:
    """Used by the event loop's thread only, so it needs no lock."""

    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.executescript(SCHEMA)

    def add(self, event):
        """Whether the event is new."""
        sql = "INSERT INTO events (id, type, payment, seq, amount) VALUES (:id, :type, :payment, :seq, :amount)"
        return self.db.execute(f"{sql} ON CONFLICT (id) DO NOTHING", event).rowcount == 1

    def book(self, event_id):
        self.db.execute("UPDATE events SET booked = 1 WHERE id = ?", (event_id,))

    def unbooked(self):
        rows = self.db.execute("SELECT id, type, payment, seq, amount FROM events WHERE NOT booked")
        return [dict(row) for row in rows]

    def payment(self, payment):
        row = self.db.execute(PAYMENT, {"payment": payment}).fetchone()
        if not row["events"]:
            return None
        status = row["type"].removeprefix("payment.")
        return {"payment": payment, "status": status, **{name: row[name] for name in ("captured", "refunded", "events")}}
