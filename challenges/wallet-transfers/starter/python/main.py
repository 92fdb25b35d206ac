import os

import psycopg
from flask import Flask

app = Flask(__name__)


def connect():
    """A new connection; the `with` block that it is used in is a transaction."""
    return psycopg.connect(os.environ["DATABASE_URL"])


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.post("/accounts")
def open_account():
    return {"error": "not_implemented"}, 501


@app.get("/accounts/<account>")
def show_account(account):
    return {"error": "not_implemented"}, 501


@app.get("/accounts/<account>/entries")
def show_entries(account):
    return {"error": "not_implemented"}, 501


@app.post("/transfers")
def transfer():
    return {"error": "not_implemented"}, 501


if __name__ == "__main__":
    # Good enough to begin with; it ends at once on SIGTERM.
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
