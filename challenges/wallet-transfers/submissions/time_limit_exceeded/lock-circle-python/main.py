"""FastAPI with a lock for every account, taken from the payer first: two payments in opposite directions each hold
what the other waits for. In a database one of them would be ended; these wait for ever."""

import asyncio
import json
import os
import re
from collections import defaultdict
from contextlib import asynccontextmanager

import psycopg
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from psycopg.rows import dict_row

KEYS = "CREATE TABLE IF NOT EXISTS keys (key text PRIMARY KEY, wanted json, status int, answer json)"
locks = defaultdict(asyncio.Lock)
idle = asyncio.Queue()


@asynccontextmanager
async def lifespan(app):
    for _ in range(16):
        url = os.environ["DATABASE_URL"]
        idle.put_nowait(await psycopg.AsyncConnection.connect(url, autocommit=True, row_factory=dict_row))
    async with transaction() as tx:
        await tx.execute(KEYS)
    yield


app = FastAPI(lifespan=lifespan)


class Refusal(Exception):
    pass


@app.exception_handler(Refusal)
async def refused(request, refusal):
    status, code = refusal.args
    return JSONResponse({"error": code}, status)


@asynccontextmanager
async def transaction():
    connection = await idle.get()
    try:
        async with connection.transaction():
            yield connection
    finally:
        idle.put_nowait(connection)


async def body(request):
    try:
        fields = await request.json()
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise Refusal(400, "invalid_body")
    return fields


def cents(value, least):
    if type(value) is not int or not least <= value <= 10**12:
        raise Refusal(422, "invalid_amount")
    return value


@app.get("/healthz")
async def health():
    return {"status": "ok"}


@app.post("/accounts", status_code=201)
async def open_account(request: Request):
    fields = await body(request)
    name = fields.get("id")
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9-]{1,40}", name):
        raise Refusal(422, "invalid_id")
    balance = cents(fields.get("balance"), 0)
    async with transaction() as tx:
        opened = await tx.execute("INSERT INTO accounts VALUES (%s, %s) ON CONFLICT DO NOTHING", (name, balance))
        if opened.rowcount == 0:
            raise Refusal(409, "account_exists")
        await tx.execute("INSERT INTO entries (account, amount, balance) VALUES (%s, %s, %s)", (name, balance, balance))
    return {"id": name, "balance": balance}


@app.get("/accounts/{name}")
async def show_account(name):
    async with transaction() as tx:
        return await found(tx, name)


async def found(tx, name):
    cursor = await tx.execute("SELECT id, balance FROM accounts WHERE id = %s", (name,))
    account = await cursor.fetchone()
    if account is None:
        raise Refusal(404, "account_not_found")
    return account


@app.get("/accounts/{name}/entries")
async def show_entries(name, limit="50", after="0"):
    if not re.fullmatch("[0-9]{1,3}", limit) or not 1 <= int(limit) <= 200:
        raise Refusal(400, "invalid_limit")
    if not re.fullmatch("[0-9]{1,18}", after):
        raise Refusal(400, "invalid_cursor")
    async with transaction() as tx:
        await found(tx, name)
        cursor = await tx.execute(
            "SELECT id, transfer, amount, balance FROM entries WHERE account = %s AND id > %s ORDER BY id LIMIT %s",
            (name, int(after), int(limit) + 1),
        )
        rows = await cursor.fetchall()
    more = len(rows) > int(limit)
    numbers = [row.pop("id") for row in rows]
    return {"entries": rows[: int(limit)], "next": str(numbers[-2]) if more else None}


@app.post("/transfers")
async def transfer(request: Request):
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= 200:
        raise Refusal(400, "missing_key")
    fields = await body(request)
    wanted = {name: fields.get(name) for name in ("from", "to", "amount")}
    cents(wanted["amount"], 1)
    if wanted["from"] == wanted["to"]:
        raise Refusal(422, "same_account")
    if not isinstance(wanted["from"], str) or not isinstance(wanted["to"], str):
        raise Refusal(404, "account_not_found")
    async with locks[wanted["from"]], locks[wanted["to"]], transaction() as tx:
        return await once(tx, key, wanted)


async def once(tx, key, wanted):
    values = (key, json.dumps(wanted))
    claim = await tx.execute("INSERT INTO keys VALUES (%s, %s) ON CONFLICT DO NOTHING", values)
    if claim.rowcount == 0:
        known = await (await tx.execute("SELECT wanted, status, answer FROM keys WHERE key = %s", (key,))).fetchone()
        if known["wanted"] != wanted:
            raise Refusal(422, "key_reused")
        return JSONResponse(known["answer"], known["status"])
    answer, status = await move(tx, wanted)
    await tx.execute("UPDATE keys SET status = %s, answer = %s WHERE key = %s", (status, json.dumps(answer), key))
    return JSONResponse(answer, status)


async def move(tx, wanted):
    balances = {name: (await found(tx, wanted[name]))["balance"] for name in ("from", "to")}
    if balances["from"] < wanted["amount"]:
        return {"error": "insufficient_funds"}, 409
    cursor = await tx.execute(
        "INSERT INTO transfers (from_account, to_account, amount) VALUES (%(from)s, %(to)s, %(amount)s) RETURNING id",
        wanted,
    )
    number = (await cursor.fetchone())["id"]
    for name, change in ("from", -wanted["amount"]), ("to", wanted["amount"]):
        row = {"account": wanted[name], "transfer": number, "change": change, "balance": balances[name] + change}
        await tx.execute("UPDATE accounts SET balance = %(balance)s WHERE id = %(account)s", row)
        await tx.execute(
            "INSERT INTO entries (account, transfer, amount, balance) "
            "VALUES (%(account)s, %(transfer)s, %(change)s, %(balance)s)",
            row,
        )
    return {"id": number, **wanted}, 201


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    uvicorn.run(app, host="127.0.0.1", port=port, timeout_graceful_shutdown=8, log_level="warning")
