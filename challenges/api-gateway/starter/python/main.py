import os

import httpx
from flask import Flask, Response, request

CATALOG = os.environ["CATALOG_URL"]

app = Flask(__name__)


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.route("/catalog/<path:path>", methods=["GET", "POST"])
def catalog(path):
    """Forwards GETs, in the simplest way there is."""
    if request.method != "GET":
        return {"error": "not_implemented"}, 501
    answer = httpx.get(f"{CATALOG}/{path}")
    return Response(answer.content, answer.status_code)


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
