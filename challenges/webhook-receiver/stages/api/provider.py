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


def booked_once(ledger, sent, call=1):
    """No call for an event follows on the one that booked it.

    One that comes 0.8 s later is none of the service's making: this machine was too busy to answer it in time.
    """
    times = [call.at_s for call in ledger.calls_to("PUT", path_of(sent))][call - 1 :]
    soon = [later - earlier for earlier, later in zip(times, times[1:], strict=False) if later - earlier < 0.8]
    if soon:
        raise AssertionError(
            f"PUT {path_of(sent)} was called again, {soon[0]:.3f} s after the call that was answered 2xx; "
            f"{len(times) - 1} calls too many"
        )
