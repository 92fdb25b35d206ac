"""Everything right but the end: a SIGTERM ends the process at once, whatever it is working on."""

import json
import os
import re
from contextlib import contextmanager
from queue import Queue

import psycopg
from flask import Flask, request
from psycopg.rows import dict_row

app = Flask(__name__)
idle = Queue()


class Refusal(Exception):
    pass


@app.errorhandler(Refusal)
def refused(refusal):
    status, code = refusal.args
    return {"error": code}, status


@contextmanager
def transaction():
    connection = idle.get()
    try:
        with connection.transaction():
            yield connection
    finally:
        idle.put(connection)


def body():
    fields = request.get_json(force=True, silent=True)
    if not isinstance(fields, dict):
        raise Refusal(400, "invalid_body")
    return fields


def cents(value, least):
    if type(value) is not int or not least <= value <= 10**12:
        raise Refusal(422, "invalid_amount")
    return value


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.post("/accounts")
def open_account():
    fields = body()
    name = fields.get("id")
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9-]{1,40}", name):
        raise Refusal(422, "invalid_id")
    balance = cents(fields.get("balance"), 0)
    with transaction() as tx:
        if not tx.execute("INSERT INTO accounts VALUES (%s, %s) ON CONFLICT DO NOTHING", (name, balance)).rowcount:
            raise Refusal(409, "account_exists")
        tx.execute("INSERT INTO entries (account, amount, balance) VALUES (%s, %s, %s)", (name, balance, balance))
    return {"id": name, "balance": balance}, 201


@app.get("/accounts/<name>")
def show_account(name):
    with transaction() as tx:
        return found(tx, name)


def found(tx, name):
    account = tx.execute("SELECT id, balance FROM accounts WHERE id = %s", (name,)).fetchone()
    if account is None:
        raise Refusal(404, "account_not_found")
    return account


@app.get("/accounts/<name>/entries")
def show_entries(name):
    limit, after = request.args.get("limit", "50"), request.args.get("after", "0")
    if not re.fullmatch("[0-9]{1,3}", limit) or not 1 <= int(limit) <= 200:
        raise Refusal(400, "invalid_limit")
    if not re.fullmatch("[0-9]{1,18}", after):
        raise Refusal(400, "invalid_cursor")
    with transaction() as tx:
        found(tx, name)
        rows = tx.execute(
            "SELECT id, transfer, amount, balance FROM entries WHERE account = %s AND id > %s ORDER BY id LIMIT %s",
            (name, int(after), int(limit) + 1),
        ).fetchall()
    more = len(rows) > int(limit)
    numbers = [row.pop("id") for row in rows]
    return {"entries": rows[: int(limit)], "next": str(numbers[-2]) if more else None}


@app.post("/transfers")
def transfer():
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= 200:
        raise Refusal(400, "missing_key")
    fields = body()
    wanted = {name: fields.get(name) for name in ("from", "to", "amount")}
    cents(wanted["amount"], 1)
    if wanted["from"] == wanted["to"]:
        raise Refusal(422, "same_account")
    if not isinstance(wanted["from"], str) or not isinstance(wanted["to"], str):
        raise Refusal(404, "account_not_found")
    with transaction() as tx:
        # One transfer at a time in the whole bank: slow, but right.
        tx.execute("SELECT pg_advisory_xact_lock(1)")
        known = tx.execute("SELECT wanted, status, answer FROM keys WHERE key = %s", (key,)).fetchone()
        if known is None:
            answer, status = move(tx, wanted)
            values = (key, json.dumps(wanted), status, json.dumps(answer))
            tx.execute("INSERT INTO keys VALUES (%s, %s, %s, %s)", values)
            return answer, status
        if known["wanted"] != wanted:
            raise Refusal(422, "key_reused")
        return known["answer"], known["status"]


def move(tx, wanted):
    balances = {name: found(tx, wanted[name])["balance"] for name in ("from", "to")}
    if balances["from"] < wanted["amount"]:
        return {"error": "insufficient_funds"}, 409
    made = tx.execute(
        "INSERT INTO transfers (from_account, to_account, amount) VALUES (%(from)s, %(to)s, %(amount)s) RETURNING id",
        wanted,
    ).fetchone()
    for name, change in ("from", -wanted["amount"]), ("to", wanted["amount"]):
        row = {"account": wanted[name], "transfer": made["id"], "change": change, "balance": balances[name] + change}
        tx.execute("UPDATE accounts SET balance = %(balance)s WHERE id = %(account)s", row)
        tx.execute(
            "INSERT INTO entries (account, transfer, amount, balance) "
            "VALUES (%(account)s, %(transfer)s, %(change)s, %(balance)s)",
            row,
        )
    return {"id": made["id"], **wanted}, 201


for _ in range(16):
    idle.put(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row))
with transaction() as tx:
    tx.execute("CREATE TABLE IF NOT EXISTS keys (key text PRIMARY KEY, wanted json, status int, answer json)")
app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
