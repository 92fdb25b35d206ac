import json

from flask import Blueprint, request
from sqlalchemy import text

from refusal import Refusal, body, cents
from store import transaction

routes = Blueprint("transfers", __name__)

# Of two transactions with the same key the second waits here until the first has ended.
CLAIM = text("INSERT INTO transfer_keys (key, transfer) VALUES (:key, :transfer) ON CONFLICT DO NOTHING")
CLAIMED = text("SELECT transfer, status, answer FROM transfer_keys WHERE key = :key")
SETTLE = text("UPDATE transfer_keys SET status = :status, answer = :answer WHERE key = :key")

# In the order of ids: whoever locks two accounts locks them in the same order as everybody else.
LOCK = text("SELECT id, balance FROM accounts WHERE id IN (:from, :to) ORDER BY id FOR NO KEY UPDATE")
RECORD = text("""
    INSERT INTO transfers (from_account, to_account, amount) VALUES (:from, :to, :amount) RETURNING id
""")
CHANGE = text("""
    WITH changed AS (
        UPDATE accounts SET balance = balance + :change WHERE id = :account RETURNING id, balance
    )
    INSERT INTO entries (account, transfer, amount, balance) SELECT id, :transfer, :change, balance FROM changed
""")


@routes.post("/transfers")
def transfer():
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= 200:
        raise Refusal(400, "missing_key")
    fields = body()
    wanted = {field: fields.get(field) for field in ("from", "to", "amount")}
    cents(wanted["amount"], at_least=1)
    if wanted["from"] == wanted["to"]:
        raise Refusal(422, "same_account")
    if not isinstance(wanted["from"], str) or not isinstance(wanted["to"], str):
        raise Refusal(404, "account_not_found")
    with transaction() as tx:
        return once(tx, key, wanted)


def once(tx, key, wanted):
    """The answer that the key has, or else the one it gets now. A Refusal undoes the claim with everything else."""
    fingerprint = json.dumps(wanted, sort_keys=True)
    if tx.execute(CLAIM, {"key": key, "transfer": fingerprint}).rowcount == 0:
        claimed = tx.execute(CLAIMED, {"key": key}).one()
        if claimed.transfer != fingerprint:
            raise Refusal(422, "key_reused")
        return claimed.answer, claimed.status
    answer, status = move(tx, wanted)
    tx.execute(SETTLE, {"key": key, "status": status, "answer": json.dumps(answer)})
    return answer, status


def move(tx, wanted):
    balances = dict(tx.execute(LOCK, wanted).tuples().all())
    if len(balances) < 2:
        raise Refusal(404, "account_not_found")
    if balances[wanted["from"]] < wanted["amount"]:
        return {"error": "insufficient_funds"}, 409
    number = tx.execute(RECORD, wanted).scalar_one()
    for account, change in (wanted["from"], -wanted["amount"]), (wanted["to"], wanted["amount"]):
        tx.execute(CHANGE, {"account": account, "transfer": number, "change": change})
    return {"id": number, **wanted}, 201
