"""The table: one function per statement. Names of columns come from ``FIELDS``, values only ever as parameters."""

from datetime import date, datetime

from fields import encode
from psycopg import sql

COLUMNS = "id, title, notes, status, priority, due, created_at, updated_at"
LARGEST = 2**63 - 1


def plain(row):
    return row and {
        name: value.isoformat() if isinstance(value, (date, datetime)) else value for name, value in row.items()
    }


def insert(connection, values):
    statement = sql.SQL("INSERT INTO todos ({}) VALUES ({}) RETURNING " + COLUMNS).format(
        sql.SQL(", ").join(map(sql.Identifier, values)), sql.SQL(", ").join(map(sql.Placeholder, values))
    )
    return plain(connection.execute(statement, values).fetchone())


def read(connection, number):
    if number > LARGEST:
        return None
    return plain(connection.execute(f"SELECT {COLUMNS} FROM todos WHERE id = %s", (number,)).fetchone())


def update(connection, number, values):
    if not values or number > LARGEST:
        return read(connection, number)
    changes = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values]
    statement = sql.SQL("UPDATE todos SET {}, updated_at = now() WHERE id = %(number)s RETURNING " + COLUMNS)
    statement = statement.format(sql.SQL(", ").join(changes))
    return plain(connection.execute(statement, {**values, "number": number}).fetchone())


def delete(connection, number):
    return number <= LARGEST and connection.execute("DELETE FROM todos WHERE id = %s", (number,)).rowcount


def page(connection, query):
    conditions, values = ["true"], {"limit": query.limit + 1}
    if query.status:
        conditions.append("status = %(status)s")
        values["status"] = query.status
    if query.q:
        conditions.append("(title ILIKE %(pattern)s OR notes ILIKE %(pattern)s)")
        values["pattern"] = "%" + "".join("\\" + c if c in "\\%_" else c for c in query.q) + "%"
    if query.cursor:
        conditions.append(after(query.cursor))
        values |= {"id": query.cursor.id, "due": query.cursor.due}
    order = "id DESC" if query.sort == "newest" else "due NULLS LAST, id"
    statement = f"SELECT {COLUMNS} FROM todos WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT %(limit)s"
    rows = [plain(row) for row in connection.execute(statement, values)]
    more = len(rows) > query.limit
    items = rows[: query.limit]
    return {"items": items, "next": encode(query.sort, items[-1]) if more else None}


def after(cursor):
    if cursor.sort == "newest":
        return "id < %(id)s"
    if cursor.due is None:
        return "(due IS NULL AND id > %(id)s)"
    return "(due > %(due)s OR (due = %(due)s AND id > %(id)s) OR due IS NULL)"
