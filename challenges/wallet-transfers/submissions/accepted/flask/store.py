from sqlalchemy import create_engine, text

KEYS = """
CREATE TABLE IF NOT EXISTS transfer_keys (
    key         text PRIMARY KEY,
    transfer    text NOT NULL,
    status      int,
    answer      json
)
"""

_engine = None


def connect(url, connections):
    global _engine
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    _engine = create_engine(url, pool_size=connections, max_overflow=0, pool_pre_ping=True)
    with transaction() as tx:
        tx.execute(text(KEYS))


def transaction():
    return _engine.begin()
