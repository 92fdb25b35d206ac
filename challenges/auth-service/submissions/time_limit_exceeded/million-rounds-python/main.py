"""The more rounds the better, and nobody gets in within four seconds."""

import hashlib
import os

from flask import Flask, request

app = Flask(__name__)
ROUNDS = 40_000_000


@app.post("/register")
def register():
    sent = request.get_json()
    salt = os.urandom(16)
    stored = salt.hex() + hashlib.pbkdf2_hmac("sha256", sent["password"].encode(), salt, ROUNDS).hex()
    return {"id": 1, "username": sent["username"], "name": sent.get("name", ""), "role": "user" if stored else ""}, 201


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
