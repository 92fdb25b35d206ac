"""Reads both balances, computes the new ones in Python, writes them back: right for one request at a time."""

import json
import os
import re
import signal
import threading
from queue import Queue

import psycopg
from flask import Flask, request
from werkzeug.serving import make_server

app = Flask(__name__)
idle = Queue()

KEYS = "CREATE TABLE IF NOT EXISTS keys (key text PRIMARY KEY, transfer text, status int, answer text)"


def sql(statement, *values):
    connection = idle.get()
    try:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
    finally:
        idle.put(connection)


def error(status, code):
    return {"error": code}, status


def cents(value, least):
    return type(value) is int and least <= value <= 10**12


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.post("/accounts")
def open_account():
    fields = request.get_json(force=True, silent=True)
    if not isinstance(fields, dict):
        return error(400, "invalid_body")
    name, balance = fields.get("id"), fields.get("balance")
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9-]{1,40}", name):
        return error(422, "invalid_id")
    if not cents(balance, 0):
        return error(422, "invalid_amount")
    try:
        sql("INSERT INTO accounts VALUES (%s, %s)", name, balance)
    except psycopg.errors.UniqueViolation:
        return error(409, "account_exists")
    sql("INSERT INTO entries (account, amount, balance) VALUES (%s, %s, %s)", name, balance, balance)
    return {"id": name, "balance": balance}, 201


def balance_of(name):
    rows = sql("SELECT balance FROM accounts WHERE id = %s", name) if isinstance(name, str) else []
    return rows[0][0] if rows else None


@app.get("/accounts/<name>")
def show_account(name):
    balance = balance_of(name)
    return error(404, "account_not_found") if balance is None else {"id": name, "balance": balance}


@app.get("/accounts/<name>/entries")
def show_entries(name):
    limit, after = request.args.get("limit", "50"), request.args.get("after", "0")
    if not limit.isdecimal() or not 1 <= int(limit) <= 200:
        return error(400, "invalid_limit")
    if not after.isdecimal():
        return error(400, "invalid_cursor")
    if balance_of(name) is None:
        return error(404, "account_not_found")
    rows = sql(
        "SELECT id, transfer, amount, balance FROM entries WHERE account = %s AND id > %s ORDER BY id LIMIT %s",
        name, int(after), int(limit) + 1,
    )  # fmt: skip
    page = rows[: int(limit)]
    entries = [{"transfer": row[1], "amount": row[2], "balance": row[3]} for row in page]
    return {"entries": entries, "next": str(page[-1][0]) if len(rows) > len(page) else None}


@app.post("/transfers")
def transfer():
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= 200:
        return error(400, "missing_key")
    fields = request.get_json(force=True, silent=True)
    if not isinstance(fields, dict):
        return error(400, "invalid_body")
    source, target, amount = (fields.get(name) for name in ("from", "to", "amount"))
    if not cents(amount, 1):
        return error(422, "invalid_amount")
    if source == target:
        return error(422, "same_account")
    wanted = json.dumps([source, target, amount])
    for known, status, answer in sql("SELECT transfer, status, answer FROM keys WHERE key = %s", key):
        return (json.loads(answer), status) if known == wanted else error(422, "key_reused")
    left, right = balance_of(source), balance_of(target)
    if left is None or right is None:
        return error(404, "account_not_found")
    answer, status = {"error": "insufficient_funds"}, 409
    if left >= amount:
        answer, status = move(source, target, amount, left - amount, right + amount), 201
    sql("INSERT INTO keys VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", key, wanted, status, json.dumps(answer))
    return answer, status


def move(source, target, amount, left, right):
    number = sql(
        "INSERT INTO transfers (from_account, to_account, amount) VALUES (%s, %s, %s) RETURNING id",
        source, target, amount,
    )[0][0]  # fmt: skip
    for name, change, balance in (source, -amount, left), (target, amount, right):
        sql("UPDATE accounts SET balance = %s WHERE id = %s", balance, name)
        sql(
            "INSERT INTO entries (account, transfer, amount, balance) VALUES (%s, %s, %s, %s)",
            name, number, change, balance,
        )  # fmt: skip
    return {"id": number, "from": source, "to": target, "amount": amount}


for _ in range(16):
    idle.put(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True))
sql(KEYS)
server = make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True)
server.daemon_threads = False
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
server.server_close()
