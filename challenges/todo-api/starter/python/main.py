"""The to-do list's HTTP API, in its beginnings: see the statement for the rest."""

import os

from flask import Flask, jsonify

app = Flask(__name__)
DATABASE_URL = os.environ["DATABASE_URL"]


@app.get("/healthz")
def health():
    return jsonify(status="ok")


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
