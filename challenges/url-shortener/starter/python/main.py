"""A service that answers /healthz. Flask, FastAPI, Django and gunicorn are installed; so is sqlite3."""

import os

from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/healthz")
def health():
    return jsonify(status="ok")


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]))
