import re

from flask import Blueprint, request
from sqlalchemy import text

from refusal import Refusal, body, cents
from store import transaction

routes = Blueprint("accounts", __name__)

OPEN = text("INSERT INTO accounts (id, balance) VALUES (:id, :balance) ON CONFLICT DO NOTHING")
FIRST_ENTRY = text("INSERT INTO entries (account, amount, balance) VALUES (:id, :balance, :balance)")
ONE = text("SELECT id, balance FROM accounts WHERE id = :id")
PAGE = text("""
    SELECT id, transfer, amount, balance FROM entries
    WHERE account = :account AND id > :after ORDER BY id LIMIT :rows
""")


@routes.post("/accounts")
def open_account():
    fields = body()
    name = fields.get("id")
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9-]{1,40}", name):
        raise Refusal(422, "invalid_id")
    account = {"id": name, "balance": cents(fields.get("balance"), at_least=0)}
    with transaction() as tx:
        if tx.execute(OPEN, account).rowcount == 0:
            raise Refusal(409, "account_exists")
        tx.execute(FIRST_ENTRY, account)
    return account, 201


@routes.get("/accounts/<name>")
def show_account(name):
    with transaction() as tx:
        return found(tx, name)


@routes.get("/accounts/<name>/entries")
def show_entries(name):
    limit = number("limit", "50", "invalid_limit", 1, 200)
    after = number("after", "0", "invalid_cursor", 0, 2**63 - 1)
    with transaction() as tx:
        found(tx, name)
        rows = tx.execute(PAGE, {"account": name, "after": after, "rows": limit + 1}).mappings().all()
    page = rows[:limit]
    entries = [{field: row[field] for field in ("transfer", "amount", "balance")} for row in page]
    return {"entries": entries, "next": str(page[-1]["id"]) if len(rows) > limit else None}


def found(tx, name):
    row = tx.execute(ONE, {"id": name}).mappings().first()
    if row is None:
        raise Refusal(404, "account_not_found")
    return dict(row)


def number(field, fallback, code, least, most):
    value = request.args.get(field, fallback)
    if not re.fullmatch("[0-9]{1,19}", value) or not least <= int(value) <= most:
        raise Refusal(400, code)
    return int(value)
