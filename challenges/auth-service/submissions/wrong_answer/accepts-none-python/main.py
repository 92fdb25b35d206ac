"""Asks a token by which algorithm it wants to be checked, believes what it says of its owner, and has no idea of time."""

import base64
import hashlib
import hmac
import json
import os

import psycopg
from flask import Flask, jsonify, request
from psycopg.rows import dict_row

app = Flask(__name__)
SECRET = os.environ["TOKEN_SECRET"].encode()
USER = "id, username, name, role"


def rows(statement, *values):
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row) as connection:
        return connection.execute(statement, values).fetchall()


def coded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def issued(claims):
    parts = [coded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    return ".".join([*parts, coded(hmac.digest(SECRET, ".".join(parts).encode(), hashlib.sha256))])


def claims():
    try:
        header, payload, signature = request.headers["Authorization"].removeprefix("Bearer ").split(".")
        algorithm = json.loads(decoded(header))["alg"]
        text = f"{header}.{payload}".encode()
        if algorithm.lower() != "none" and signature != coded(hmac.digest(SECRET, text, hashlib.sha256)):
            return None
        return json.loads(decoded(payload))
    except (KeyError, ValueError):
        return None


def hashed(password, salt):
    return salt.hex() + hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 40_000).hex()


def unauthorized():
    return jsonify(error="unauthorized"), 401, {"WWW-Authenticate": "Bearer"}


@app.post("/register")
def register():
    sent = request.get_json()
    values = (sent["username"], hashed(sent["password"], os.urandom(16)), sent.get("name", ""))
    statement = (
        "INSERT INTO users (username, password_hash, name) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING "
    )
    created = rows(statement + USER, *values)
    return (created[0], 201) if created else (jsonify(error="taken"), 409)


@app.post("/login")
def login():
    sent = request.get_json()
    found = rows(f"SELECT {USER}, password_hash FROM users WHERE username = %s", sent["username"])
    stored = found[0].pop("password_hash") if found else "00" * 16
    if hashed(sent["password"], bytes.fromhex(stored[:32])) != stored:
        return jsonify(error="bad_credentials"), 401
    token = issued({"sub": str(found[0]["id"]), "role": found[0]["role"], "jti": os.urandom(8).hex()})
    expires_in = int(os.environ["TOKEN_TTL_S"])
    return {"token": token, "token_type": "Bearer", "expires_in": expires_in}, 200, {"Cache-Control": "no-store"}


@app.get("/me")
def me():
    caller = claims()
    found = rows(f"SELECT {USER} FROM users WHERE id = %s", int(caller["sub"])) if caller else []
    return found[0] if found else unauthorized()


@app.get("/users/<int:number>")
def user(number):
    caller = claims()
    if not caller:
        return unauthorized()
    found = rows(f"SELECT {USER} FROM users WHERE id = %s", number)
    visible = found and (caller["sub"] == str(number) or caller["role"] == "admin")
    return found[0] if visible else (jsonify(error="not_found"), 404)


@app.post("/logout")
def logout():
    return ("", 204) if claims() else unauthorized()


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
