"""Right as long as the database answers; a frozen one is waited for, as psycopg does when nobody tells it otherwise."""

import os
from queue import Empty, LifoQueue

import psycopg
from flask import Flask, abort, jsonify, request
from psycopg.rows import dict_row
from werkzeug.exceptions import HTTPException

app = Flask(__name__)
idle = LifoQueue()
COLUMNS = "id, title, notes, status, priority, due::text AS due, created_at::text, updated_at::text"
FIELDS = ("title", "notes", "status", "priority", "due")
CODES = {404: "not_found", 405: "method_not_allowed", 415: "unsupported_media_type", 400: "malformed"}


def ask(statement, *values):
    try:
        connection = idle.get_nowait()
    except Empty:
        connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row)
    answer = connection.execute(statement, values)
    rows = answer.fetchall() if answer.description else []
    idle.put(connection)
    return rows


@app.errorhandler(psycopg.OperationalError)
def unavailable(_error):
    return jsonify(error="unavailable"), 503


@app.errorhandler(psycopg.Error)
def invalid(_error):
    return jsonify(error="invalid", fields={}), 422


@app.errorhandler(HTTPException)
def failure(error):
    allow = {name: value for name, value in error.get_headers() if name == "Allow"}
    return jsonify(error=CODES.get(error.code, "failed")), error.code, allow


def body():
    sent = request.get_json()
    if not isinstance(sent, dict):
        abort(400)
    return {name: sent[name] for name in FIELDS if name in sent}


@app.get("/healthz")
def health():
    ask("SELECT 1")
    return {"status": "ok"}


@app.post("/todos")
def create():
    values = body()
    places = ", ".join(["%s"] * len(values))
    statement = f"INSERT INTO todos ({', '.join(values)}) VALUES ({places}) RETURNING {COLUMNS}"
    (todo,) = ask(statement, *values.values())
    return todo, 201, {"Location": f"/todos/{todo['id']}"}


@app.get("/todos")
def page():
    last, limit = int(request.args.get("cursor", 2**63 - 1)), int(request.args.get("limit", 20))
    rows = ask(f"SELECT {COLUMNS} FROM todos WHERE id < %s ORDER BY id DESC LIMIT %s", last, limit + 1)
    return {"items": rows[:limit], "next": str(rows[limit - 1]["id"]) if len(rows) > limit else None}


def one(rows):
    return rows[0] if rows else abort(404)


@app.get("/todos/<int:number>")
def read(number):
    return one(ask(f"SELECT {COLUMNS} FROM todos WHERE id = %s", number))


@app.patch("/todos/<int:number>")
def change(number):
    values = body()
    changes = "".join(f"{name} = %s, " for name in values)
    statement = f"UPDATE todos SET {changes} updated_at = now() WHERE id = %s RETURNING {COLUMNS}"
    return one(ask(statement, *values.values(), number))


@app.delete("/todos/<int:number>")
def remove(number):
    one(ask("DELETE FROM todos WHERE id = %s RETURNING id", number))
    return "", 204


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
