"""Accounts over HTTP, in their beginnings: see the statement for the rest."""

import os

from flask import Flask, jsonify

app = Flask(__name__)
DATABASE_URL = os.environ["DATABASE_URL"]
TOKEN_TTL_S = int(os.environ["TOKEN_TTL_S"])
LOCK_S = int(os.environ["LOCK_S"])


@app.get("/me")
def me():
    return jsonify(error="unauthorized"), 401, {"WWW-Authenticate": "Bearer"}


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
