"""Keeps the to-dos in a dictionary: quick, tidy, and gone with the process. Nothing ever asks the database."""

import base64
import os
import re
from datetime import UTC, date, datetime
from itertools import count
from threading import Lock

from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)
todos, numbers, lock = {}, count(1), Lock()
DEFAULTS = {"notes": "", "status": "open", "priority": 3, "due": None}
CODES = {404: "not_found", 405: "method_not_allowed", 415: "unsupported_media_type", 400: "malformed"}


def is_text(value, least, most):
    return isinstance(value, str) and "\0" not in value and least <= len(value) <= most


def is_date(value):
    try:
        return value is None or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value) and date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


CHECKS = {
    "title": lambda value: isinstance(value, str) and is_text(value.strip(), 1, 200),
    "notes": lambda value: is_text(value, 0, 2000),
    "status": lambda value: value in ("open", "doing", "done"),
    "priority": lambda value: type(value) is int and 1 <= value <= 5,
    "due": is_date,
}
PARAMETERS = {
    "limit": lambda value: re.fullmatch(r"[1-9]\d?|100", value),
    "sort": lambda value: value in ("newest", "due"),
    "status": CHECKS["status"],
    "cursor": lambda value: value == cursor(place(value)),
}


def invalid(names):
    return jsonify(error="invalid", fields=dict.fromkeys(names, "is invalid")), 422


@app.errorhandler(HTTPException)
def failure(error):
    allow = {name: value for name, value in error.get_headers() if name == "Allow"}
    return jsonify(error=CODES.get(error.code, "failed")), error.code, allow


def body():
    sent = request.get_json()
    if not isinstance(sent, dict):
        abort(400)
    wrong = [name for name, value in sent.items() if name not in CHECKS or not CHECKS[name](value)]
    return {**sent, **({"title": sent["title"].strip()} if not wrong and "title" in sent else {})}, wrong


def now():
    return datetime.now(UTC).isoformat()


def cursor(number):
    return base64.urlsafe_b64encode(str(number).encode()).decode()


def place(text):
    try:
        return int(base64.urlsafe_b64decode(text))
    except ValueError:
        return None


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.post("/todos")
def create():
    values, wrong = body()
    if wrong or "title" not in values:
        return invalid([*wrong, *({"title"} - values.keys())])
    with lock:
        todo = {"id": next(numbers), **DEFAULTS, **values, "created_at": now(), "updated_at": now()}
        todos[todo["id"]] = todo
    return todo, 201, {"Location": f"/todos/{todo['id']}"}


@app.get("/todos")
def page():
    wrong = [name for name, check in PARAMETERS.items() if name in request.args and not check(request.args[name])]
    if wrong:
        return invalid(wrong)
    status, needle = request.args.get("status"), request.args.get("q", "").lower()
    found = [todo for todo in todos.values() if status in (None, todo["status"])]
    found = [todo for todo in found if needle in todo["title"].lower() or needle in todo["notes"].lower()]
    if request.args.get("sort") == "due":
        found.sort(key=lambda todo: (todo["due"] or "9999-99-99", todo["id"]))
    else:
        found.reverse()
    if "cursor" in request.args:
        found = found[[todo["id"] for todo in found].index(place(request.args["cursor"])) + 1 :]
    limit = int(request.args.get("limit", 20))
    return {"items": found[:limit], "next": cursor(found[limit - 1]["id"]) if len(found) > limit else None}


@app.get("/todos/<int:number>")
def read(number):
    return todos.get(number) or abort(404)


@app.patch("/todos/<int:number>")
def change(number):
    values, wrong = body()
    if wrong:
        return invalid(wrong)
    with lock:
        if number not in todos:
            abort(404)
        todos[number] |= {**values, **({"updated_at": now()} if values else {})}
        return todos[number]


@app.delete("/todos/<int:number>")
def remove(number):
    with lock:
        return ("", 204) if todos.pop(number, None) else abort(404)


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
