"""Flask and plain SQL. Every answer of 400 and above leaves through ``failure``."""

import os

import todos
from database import Database, Unavailable
from fields import Invalid, check_body, check_query
from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)
database = Database(os.environ["DATABASE_URL"])

CODES = {404: "not_found", 405: "method_not_allowed", 415: "unsupported_media_type", 400: "malformed"}


def body():
    if request.mimetype != "application/json":
        return None, failure(415)
    parsed = request.get_json(silent=True)
    return (parsed, None) if isinstance(parsed, dict) else (None, failure(400))


def failure(status, headers=()):
    return jsonify(error=CODES.get(status, "failed")), status, dict(headers)


@app.errorhandler(HTTPException)
def http_error(error):
    allow = [pair for pair in error.get_headers() if pair[0] == "Allow"]
    return failure(error.code, allow)


@app.errorhandler(Invalid)
def invalid(error):
    return jsonify(error="invalid", fields=error.fields), 422


@app.errorhandler(Unavailable)
def unavailable(_error):
    return jsonify(error="unavailable"), 503


@app.get("/healthz")
def health():
    database.run(lambda connection: connection.execute("SELECT 1"))
    return {"status": "ok"}


@app.post("/todos")
def create():
    sent, refused = body()
    if refused:
        return refused
    values = check_body(sent, required=("title",))
    todo = database.run(lambda connection: todos.insert(connection, values))
    return jsonify(todo), 201, {"Location": f"/todos/{todo['id']}"}


@app.get("/todos")
def page():
    query = check_query(request.args)
    return database.run(lambda connection: todos.page(connection, query))


@app.get("/todos/<int:number>")
def read(number):
    return found(database.run(lambda connection: todos.read(connection, number)))


@app.patch("/todos/<int:number>")
def change(number):
    sent, refused = body()
    if refused:
        return refused
    values = check_body(sent)
    return found(database.run(lambda connection: todos.update(connection, number, values)))


@app.delete("/todos/<int:number>")
def remove(number):
    if database.run(lambda connection: todos.delete(connection, number)):
        return "", 204
    return failure(404)


def found(todo):
    return jsonify(todo) if todo else failure(404)


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
