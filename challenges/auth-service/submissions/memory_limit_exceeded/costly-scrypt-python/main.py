"""scrypt as it is recommended for keys of files, where a hash may take a gigabyte."""

import hashlib
import os

from flask import Flask, request

app = Flask(__name__)
COST = {"n": 2**20, "r": 8, "p": 1, "maxmem": 2**31 - 1}


@app.post("/register")
def register():
    sent = request.get_json()
    salt = os.urandom(16)
    stored = salt.hex() + hashlib.scrypt(sent["password"].encode(), salt=salt, **COST).hex()
    return {"id": 1, "username": sent["username"], "name": sent.get("name", ""), "role": "user" if stored else ""}, 201


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
