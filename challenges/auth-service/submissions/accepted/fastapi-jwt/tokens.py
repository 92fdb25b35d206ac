"""JSON Web Tokens with one algorithm, which is not asked of the token. Their ids are kept when they end early.

The table ``sessions`` holds logouts here: a row per token that is refused although its time is not up.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import time

from database import one, run
from refusals import unauthorized

TTL_S = int(os.environ["TOKEN_TTL_S"])
_SECRET = os.environ["TOKEN_SECRET"].encode()


def _coded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


_HEADER = _coded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())


def _signature(claims):
    return _coded(hmac.digest(_SECRET, f"{_HEADER}.{claims}".encode(), hashlib.sha256))


def issued(user_id, password_hash):
    """``pwd`` ties the token to the password: a changed one ends all tokens."""
    claims = {
        "sub": user_id,
        "exp": time.time() + TTL_S,
        "jti": secrets.token_urlsafe(16),
        "pwd": stamp(password_hash),
    }
    text = _coded(json.dumps(claims).encode())
    return f"{_HEADER}.{text}.{_signature(text)}"


def stamp(password_hash):
    return hmac.new(_SECRET, password_hash.encode(), hashlib.sha256).hexdigest()[:16]


def opened(token):
    """The claims of a token that this service signed, and that is not over. Raises: Refused."""
    parts = token.split(".")
    good = len(parts) == 3 and parts[0] == _HEADER
    if not good or not hmac.compare_digest(parts[2].encode(), _signature(parts[1]).encode()):
        raise unauthorized()
    claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    if claims["exp"] <= time.time() or one("SELECT 1 FROM sessions WHERE token_hash = %(jti)s", jti=claims["jti"]):
        raise unauthorized()
    return claims


def end(claims):
    run("DELETE FROM sessions WHERE expires_at < now()")
    run(
        "INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (%(jti)s, %(sub)s, to_timestamp(%(exp)s))"
        " ON CONFLICT DO NOTHING",
        **claims,
    )
