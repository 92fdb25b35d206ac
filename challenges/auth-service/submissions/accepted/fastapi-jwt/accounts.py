"""Passwords, and counting failures."""

import base64
import hashlib
import hmac
import os

import tokens
from database import one, run
from refusals import Refused, unauthorized

USER = "id, username, name, role"
LOCK_S = int(os.environ["LOCK_S"])
TRIES = 5
ROUNDS = 40_000

CHARGE = """
    INSERT INTO login_failures AS f (username, failures) VALUES (%(key)s, 1) ON CONFLICT (username) DO UPDATE SET
        failures = CASE WHEN f.locked_until <= now() THEN 1 ELSE f.failures + 1 END,
        locked_until = CASE WHEN f.locked_until <= now() THEN NULL
                            WHEN f.failures + 1 = %(tries)s THEN now() + make_interval(secs => %(lock)s)
                            ELSE f.locked_until END
    RETURNING failures, ceil(extract(epoch FROM locked_until - now()))::integer AS wait_s
"""


def hashed(password, salt=None):
    salt = salt or os.urandom(16)
    key = hashlib.pbkdf2_hmac("sha256", password.encode("utf-8", "surrogatepass"), salt, ROUNDS)
    return "$".join(("pbkdf2", *(base64.b64encode(part).decode() for part in (salt, key))))


def matches(password, stored):
    salt = base64.b64decode(stored.split("$")[1])
    return hmac.compare_digest(hashed(password, salt), stored)


NOBODY = {"id": None, "password_hash": hashed(os.urandom(16).hex())}


def register(username, password, name):
    user = one(
        "INSERT INTO users (username, password_hash, name) VALUES (%(username)s, %(hash)s, %(name)s)"
        f" ON CONFLICT (username) DO NOTHING RETURNING {USER}",
        username=username,
        hash=hashed(password),
        name=name,
    )
    if user is None:
        raise Refused(409, "taken")
    return user


def login(username, password):
    key = hashlib.sha256(username.encode("utf-8", "surrogatepass")).hexdigest()
    # Counted before the password is looked at: guesses that arrive together cannot overtake the count.
    count = one(CHARGE, key=key, tries=TRIES, lock=LOCK_S)
    if count["failures"] > TRIES:
        raise Refused(429, "locked", Retry_After=str(max(1, count["wait_s"])))
    known = username.isascii() and username.isprintable()
    user = one("SELECT id, password_hash FROM users WHERE username = %(name)s", name=username) if known else None
    if not matches(password, (user or NOBODY)["password_hash"]) or user is None:
        raise Refused(401, "bad_credentials")
    run("DELETE FROM login_failures WHERE username = %(key)s", key=key)
    token = tokens.issued(user["id"], user["password_hash"])
    return {"token": token, "token_type": "Bearer", "expires_in": tokens.TTL_S}


def caller(claims):
    user = one(f"SELECT {USER}, password_hash FROM users WHERE id = %(sub)s", sub=claims["sub"])
    if user is None or tokens.stamp(user.pop("password_hash")) != claims["pwd"]:
        raise unauthorized()
    return user


def change_password(number, current, new):
    user = one("SELECT password_hash FROM users WHERE id = %(id)s", id=number)
    if not matches(current, user["password_hash"]):
        raise Refused(403, "bad_credentials")
    run("UPDATE users SET password_hash = %(hash)s WHERE id = %(id)s", hash=hashed(new), id=number)
