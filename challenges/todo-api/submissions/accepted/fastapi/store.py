"""The table, through SQLAlchemy's expressions."""

import datetime
import os

from shapes import pack
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    MetaData,
    SmallInteger,
    Table,
    Text,
    and_,
    create_engine,
    func,
    or_,
    select,
    text,
)

URL = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
engine = create_engine(
    URL, pool_size=6, max_overflow=0, pool_timeout=1, pool_pre_ping=True, connect_args={"connect_timeout": 2}
)

todos = Table(
    "todos",
    MetaData(),
    Column("id", BigInteger, primary_key=True),
    Column("title", Text),
    Column("notes", Text),
    Column("status", Text),
    Column("priority", SmallInteger),
    Column("due", Date),
    Column("created_at", DateTime(timezone=True)),
    Column("updated_at", DateTime(timezone=True)),
)


def plain(row):
    if row is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in row._mapping.items()
    }


def one(statement):
    with engine.begin() as connection:
        return plain(connection.execute(statement).first())


def ping():
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def insert(values):
    return one(todos.insert().values(**values).returning(*todos.c))


def read(number):
    return one(select(todos).where(todos.c.id == number))


def update(number, values):
    if not values:
        return read(number)
    changes = todos.update().where(todos.c.id == number).values(**values, updated_at=func.now())
    return one(changes.returning(*todos.c))


def delete(number):
    return one(todos.delete().where(todos.c.id == number).returning(*todos.c))


def page(query):
    statement = select(todos)
    if query.status:
        statement = statement.where(todos.c.status == query.status)
    if query.q:
        needle = query.q
        statement = statement.where(
            or_(todos.c.title.icontains(needle, autoescape=True), todos.c.notes.icontains(needle, autoescape=True))
        )
    if query.cursor:
        statement = statement.where(after(query.sort, *query.cursor))
    order = [todos.c.id.desc()] if query.sort == "newest" else [todos.c.due.nulls_last(), todos.c.id]
    with engine.connect() as connection:
        rows = [plain(row) for row in connection.execute(statement.order_by(*order).limit(query.limit + 1))]
    items = rows[: query.limit]
    more = len(rows) > query.limit
    return {"items": items, "next": pack([items[-1]["due"], items[-1]["id"]]) if more else None}


def after(sort, due, number):
    if sort == "newest":
        return todos.c.id < number
    later_id = todos.c.id > number
    if due is None:
        return and_(todos.c.due.is_(None), later_id)
    return or_(todos.c.due > due, and_(todos.c.due == due, later_id), todos.c.due.is_(None))
