"""Tokens that the service never handed out."""

import base64
import hashlib
import hmac
import json
import time

from accounts import bearer, unauthorized

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
POPULAR = ("", "secret", "changeme", "password", "your-256-bit-secret", "TOKEN_SECRET", "jwt_secret", "key")


def refused(service, token):
    unauthorized(service.client.get("/me", headers=bearer(token)))


def coded(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def signed(header, claims, secret):
    text = f"{header}.{claims}"
    return f"{text}.{coded(hmac.digest(secret.encode(), text.encode(), hashlib.sha256))}"


def claims_of(user):
    """What a service might read of a user in a token, under the usual names."""
    names = {"sub": str(user.id), "id": user.id, "user_id": user.id, "uid": user.id, "username": user.username}
    now = int(time.time())
    return {**names, "role": "admin", "iat": now, "exp": now + 600, "jti": "1", "sid": "1"}


def is_jwt(token):
    return token.count(".") == 2 and token.startswith("eyJ")


def payloads(user):
    """Guesses, and the payload of a real token if one can read it."""
    return [claims_of(user), *([decoded(user.token.split(".")[1])] if is_jwt(user.token) else [])]


def test_a_changed_token_is_refused(service, ann):
    start = ann.token.rfind(".") + 1  # the last part of a JWT is its signature
    for place in (start, (start + len(ann.token)) // 2):
        other = next(letter for letter in ALPHABET if letter != ann.token[place])
        refused(service, ann.token[:place] + other + ann.token[place + 1 :])
    for token in (ann.token[:-4], ann.token[4:], ann.token + "AAAA", f"{ann.token[:start]}AAAA", ann.token.swapcase()):
        refused(service, token)


def test_the_payload_of_a_token_cannot_be_exchanged(service, ann, bob):
    """For an opaque token, with what such a token might be made of."""
    header, claims, signature = (
        ann.token.split(".") if is_jwt(ann.token) else (coded({"alg": "HS256", "typ": "JWT"}), "", ann.token)
    )
    content = decoded(claims) if claims else claims_of(ann)
    exchange = {ann.id: bob.id, str(ann.id): str(bob.id), ann.username: bob.username, "user": "admin"}
    for_bob = {
        name: exchange.get(value, value) if isinstance(value, (str, int)) else value for name, value in content.items()
    }
    refused(service, f"{header}.{coded({**for_bob, 'extra': 1})}.{signature}")
    refused(service, f"{header}.{coded({**content, 'exp': 2**33})}.{signature}")


def test_a_token_without_a_signature_is_refused(service, ann):
    for payload in payloads(ann):
        for algorithm in ("none", "None", "NONE", "nOnE", ""):
            for signature in ("", "AAAA", ann.token.split(".")[-1]):
                refused(service, f"{coded({'alg': algorithm, 'typ': 'JWT'})}.{coded(payload)}.{signature}")


def test_a_token_signed_with_a_popular_secret_is_refused(service, ann):
    header = coded({"alg": "HS256", "typ": "JWT"})
    for payload in payloads(ann):
        for secret in POPULAR:
            refused(service, signed(header, coded(payload), secret))


def test_what_a_token_might_be_made_of_is_no_token(service, ann):
    for text in (str(ann.id), ann.username, f"{ann.id}:{ann.username}", f"user-{ann.id}"):
        for token in (text, coded(text.encode()), hashlib.sha256(text.encode()).hexdigest()):
            refused(service, token)
    for token in ("null", "undefined", "true", "' OR '1'='1", "%", "*", "a.b.c", "..", "{}", "x" * 5000):
        refused(service, token)
