"""The payment provider: makes events, signs them and delivers them."""

import hmac
import json
import secrets
import time
from itertools import count

SECRET = b"whsec_9f2c61d07be84a35"
HEADER = "X-Signature"
FIELDS = ("id", "type", "payment", "seq", "amount")

# Every group imports this module anew: without a word of its own, ids of one would come again in the next.
_word = secrets.token_hex(4)
_numbers = count(1)


def event(payment, kind="captured", **fields):
    """An event that nobody has seen yet."""
    number = next(_numbers)
    return {"id": f"evt_{_word}_{number}", "type": f"payment.{kind}", "payment": payment, "seq": number, "amount": 100} | fields


def mac(body, t, secret=SECRET):
    return hmac.new(secret, f"{t}.".encode() + body, "sha256").hexdigest()


def now(offset_s=0):
    return int(time.time()) + offset_s


def signed(body, t=None):
    """The headers of a delivery."""
    t = now() if t is None else t
    return {"Content-Type": "application/json", HEADER: f"t={t},v1={mac(body, t)}"}


def deliver(client, content):
    """One delivery of an event, or of a body as it is, with a signature of its own."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post("/webhooks", content=body, headers=signed(body))


def entry(sent):
    """What the ledger must get."""
    return {name: sent[name] for name in FIELDS}


def path_of(sent):
    return f"/entries/{sent['id']}"
