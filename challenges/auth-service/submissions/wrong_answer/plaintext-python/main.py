"""Does everything as it should, and keeps passwords and tokens the way they come."""

import os
import re
import secrets
from queue import Empty, LifoQueue

import psycopg
from flask import Flask, abort, g, jsonify, request
from psycopg.rows import dict_row
from werkzeug.exceptions import HTTPException

app = Flask(__name__)
idle = LifoQueue()
TTL_S, LOCK_S, TRIES = int(os.environ["TOKEN_TTL_S"]), int(os.environ["LOCK_S"]), 5
USER = "id, username, name, role"
VISIBLE = "id = %s AND (id = %s OR %s = 'admin')"
CODES = {400: "malformed", 403: "bad_credentials", 404: "not_found", 409: "taken", 415: "malformed"}
CHARGE = """
    INSERT INTO login_failures AS f (username, failures) VALUES (%s, 1) ON CONFLICT (username) DO UPDATE SET
        failures = CASE WHEN f.locked_until <= now() THEN 1 ELSE f.failures + 1 END,
        locked_until = CASE WHEN f.locked_until <= now() THEN NULL
                            WHEN f.failures + 1 = %s THEN now() + make_interval(secs => %s)
                            ELSE f.locked_until END
    RETURNING failures, ceil(extract(epoch FROM locked_until - now()))::integer AS wait_s
"""
PASSWORD = re.compile(r".{8,200}", re.DOTALL)
ANY = re.compile(r".*", re.DOTALL)


class Refused(Exception):
    def __init__(self, status, code, headers=None, **more):
        super().__init__(code)
        self.answer = ({"error": code, **more}, status, headers or {})


def rows(statement, *values):
    try:
        connection = idle.get_nowait()
    except Empty:
        connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row)
    cursor = connection.execute(statement, values)
    found = cursor.fetchall() if cursor.description else []
    idle.put(connection)
    return found


def one(statement, *values):
    found = rows(statement, *values)
    return found[0] if found else abort(404)


@app.errorhandler(Refused)
def refused(error):
    return error.answer


@app.errorhandler(HTTPException)
def failed(error):
    return jsonify(error=CODES.get(error.code, "failed")), error.code


def body(**patterns):
    sent = request.get_json()
    if not isinstance(sent, dict):
        abort(400)
    wrong = {
        name: "is invalid"
        for name, pattern in patterns.items()
        if not isinstance(sent.get(name), str) or not re.compile(pattern).fullmatch(sent[name])
    }
    if wrong:
        raise Refused(422, "invalid", fields=wrong)
    return [sent[name] for name in patterns]


@app.before_request
def caller():
    if request.path in ("/register", "/login"):
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    found = rows(
        f"SELECT {USER} FROM users JOIN sessions ON user_id = id WHERE token_hash = %s AND expires_at > now()",
        token if scheme.lower() == "bearer" else "",
    )
    if not found:
        raise Refused(401, "unauthorized", {"WWW-Authenticate": "Bearer"})
    g.user, g.token = found[0], token


@app.post("/register")
def register():
    sent = request.get_json()
    named = {"name": r"(?s).{0,100}"} if isinstance(sent, dict) and "name" in sent else {}
    username, password, *name = body(username="[a-z0-9_]{3,20}", password=PASSWORD, **named)
    statement = (
        "INSERT INTO users (username, password_hash, name) VALUES (%s, %s, %s)"
        f" ON CONFLICT (username) DO NOTHING RETURNING {USER}"
    )
    created = rows(statement, username, password, name[0] if name else "")
    return (created[0], 201) if created else abort(409)


@app.post("/login")
def login():
    username, password = body(username=ANY, password=ANY)
    count = one(CHARGE, username, TRIES, LOCK_S)
    if count["failures"] > TRIES:
        raise Refused(429, "locked", {"Retry-After": str(max(1, count["wait_s"]))})
    user = rows("SELECT id FROM users WHERE username = %s AND password_hash = %s", username, password)
    if not user:
        raise Refused(401, "bad_credentials")
    rows("DELETE FROM login_failures WHERE username = %s", username)
    token = secrets.token_hex(20)
    rows("INSERT INTO sessions VALUES (%s, %s, now() + make_interval(secs => %s))", token, user[0]["id"], TTL_S)
    return {"token": token, "token_type": "Bearer", "expires_in": TTL_S}, 200, {"Cache-Control": "no-store"}


@app.post("/logout")
def logout():
    rows("DELETE FROM sessions WHERE token_hash = %s", g.token)
    return "", 204


@app.post("/password")
def change_password():
    current, new = body(current=ANY, new=PASSWORD)
    if not rows("SELECT 1 FROM users WHERE id = %s AND password_hash = %s", g.user["id"], current):
        abort(403)
    rows("UPDATE users SET password_hash = %s WHERE id = %s", new, g.user["id"])
    rows("DELETE FROM sessions WHERE user_id = %s", g.user["id"])
    return "", 204


@app.get("/me")
def me():
    return g.user


@app.get("/users/<int:number>")
def read_user(number):
    return one(f"SELECT {USER} FROM users WHERE {VISIBLE}", number, g.user["id"], g.user["role"])


@app.patch("/users/<int:number>")
def rename(number):
    sought = (number, g.user["id"], g.user["role"])
    return one(f"UPDATE users SET name = %s WHERE {VISIBLE} RETURNING {USER}", *body(name=r"(?s).{0,100}"), *sought)


@app.post("/notes")
def write():
    statement = "INSERT INTO notes (text, owner_id) VALUES (%s, %s) RETURNING id, text"
    return one(statement, *body(text=r"(?s).{1,1000}"), g.user["id"]), 201


@app.get("/notes")
def notes():
    return {"items": rows("SELECT id, text FROM notes WHERE owner_id = %s ORDER BY id", g.user["id"])}


@app.route("/notes/<int:number>", methods=["GET", "PUT", "DELETE"])
def note(number):
    own = (number, g.user["id"])
    if request.method == "PUT":
        statement = "UPDATE notes SET text = %s WHERE id = %s AND owner_id = %s RETURNING id, text"
        return one(statement, *body(text=r"(?s).{1,1000}"), *own)
    if request.method == "DELETE":
        one("DELETE FROM notes WHERE id = %s AND owner_id = %s RETURNING id", *own)
        return "", 204
    return one("SELECT id, text FROM notes WHERE id = %s AND owner_id = %s", *own)


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
