"""Puts what it is sent between quotes and calls it a query."""

import os

import psycopg
from flask import Flask, jsonify, request
from psycopg.rows import dict_row

app = Flask(__name__)
COLUMNS = "id, title, notes, status, priority, due::text AS due, created_at::text, updated_at::text"


def ask(statement):
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=2, row_factory=dict_row) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


def quoted(value):
    return "NULL" if value is None else f"'{value}'"


@app.errorhandler(psycopg.OperationalError)
def unavailable(_error):
    return jsonify(error="unavailable"), 503


@app.errorhandler(psycopg.Error)
def invalid(error):
    return jsonify(error="invalid", fields={"title": str(error)}), 422


@app.get("/healthz")
def health():
    ask("SELECT 1")
    return {"status": "ok"}


@app.post("/todos")
def create():
    values = request.get_json()
    names, given = ", ".join(values), ", ".join(map(quoted, values.values()))
    (todo,) = ask(f"INSERT INTO todos ({names}) VALUES ({given}) RETURNING {COLUMNS}")
    return todo, 201, {"Location": f"/todos/{todo['id']}"}


@app.get("/todos")
def page():
    conditions = ["true"]
    if needle := request.args.get("q"):
        conditions.append(f"(title ILIKE '%{needle}%' OR notes ILIKE '%{needle}%')")
    if status := request.args.get("status"):
        conditions.append(f"status = '{status}'")
    if cursor := request.args.get("cursor"):
        conditions.append(f"id < {cursor}")
    order = "due, id" if request.args.get("sort") == "due" else "id DESC"
    limit = int(request.args.get("limit", 20))
    rows = ask(f"SELECT {COLUMNS} FROM todos WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT {limit + 1}")
    more = len(rows) > limit
    return {"items": rows[:limit], "next": str(rows[limit - 1]["id"]) if more else None}


@app.get("/todos/<number>")
def read(number):
    return one(ask(f"SELECT {COLUMNS} FROM todos WHERE id = '{number}'"))


@app.patch("/todos/<number>")
def change(number):
    changes = ", ".join(f"{name} = {quoted(value)}" for name, value in request.get_json().items())
    return one(ask(f"UPDATE todos SET {changes}, updated_at = now() WHERE id = '{number}' RETURNING {COLUMNS}"))


@app.delete("/todos/<number>")
def remove(number):
    todo, status = one(ask(f"DELETE FROM todos WHERE id = '{number}' RETURNING id"))
    return (todo, status) if status == 404 else ("", 204)


def one(rows):
    return (rows[0], 200) if rows else ({"error": "not_found"}, 404)


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
