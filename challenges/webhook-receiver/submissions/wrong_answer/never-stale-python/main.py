"""Right, but a signature is good for ever. See signature.py."""

import json
import os
import re
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from ledger import Ledger
from signature import Refused, check
from store import Store

TYPES = {f"payment.{name}" for name in ("created", "authorized", "captured", "refunded", "failed")}
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
SECRET = os.environ["WEBHOOK_SECRET"].encode()

store = Store(os.path.join(os.environ["DATA_DIR"], "events.sqlite"))
ledger = Ledger(os.environ["LEDGER_URL"], store)


@asynccontextmanager
async def lifespan(_app):
    for event in store.unbooked():
        ledger.send(event)
    yield
    await ledger.close()


app = FastAPI(lifespan=lifespan, docs_url=None, openapi_url=None)


@app.get("/healthz")
async def health():
    return {"status": "ok"}


def error(status, code):
    return JSONResponse({"error": code}, status)


def is_name(value):
    return isinstance(value, str) and bool(NAME.fullmatch(value))


def is_number(value, least, most):
    return type(value) is int and least <= value <= most


@app.post("/webhooks")
async def receive(request: Request):
    body = await request.body()
    try:
        check(request.headers.get("x-signature", ""), body, SECRET)
    except Refused as refused:
        return error(401, str(refused))
    try:
        event = json.loads(body)
    except ValueError:
        return error(400, "invalid_event")
    if not isinstance(event, dict) or not is_name(event.get("id")) or not isinstance(event.get("type"), str):
        return error(400, "invalid_event")
    if event["type"] not in TYPES:
        return {"status": "ignored"}
    numbers_fit = is_number(event.get("seq"), 1, 10**9) and is_number(event.get("amount"), 0, 10**12)
    if not is_name(event.get("payment")) or not numbers_fit:
        return error(400, "invalid_event")
    event = {name: event[name] for name in ("id", "type", "payment", "seq", "amount")}
    if not store.add(event):
        return {"status": "duplicate"}
    ledger.send(event)
    return {"status": "accepted"}


@app.get("/payments/{payment}")
async def show(payment: str):
    found = store.payment(payment)
    return found if found else error(404, "not_found")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning", timeout_graceful_shutdown=3)
