"""Flask's own server, which SIGTERM ends at once: requests that have begun get no answer."""

import os
import re
import secrets

from flask import Flask, Response, jsonify, request

from store import Gone, Store, Taken, Unknown

ALPHABET = os.environ["CODE_ALPHABET"]
LENGTH = int(os.environ["CODE_LENGTH"])
URL = re.compile(r"(?i:https?)://(?:[^/?#]*@)?(?P<host>[^/?#@:]+)(?::[^/?#@]*)?(?:[/?#].*)?")
CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,2048}")
ALIAS = re.compile(r"[A-Za-z0-9_-]{3,32}")

app = Flask(__name__)
store = Store(os.path.join(os.environ["DATA_DIR"], "links.sqlite"))


def failure(status, code):
    return jsonify(error=code), status


@app.errorhandler(Unknown)
def unknown(_):
    return failure(404, "not_found")


@app.errorhandler(Gone)
def gone(_):
    return failure(410, "gone")


@app.get("/healthz")
def health():
    return jsonify(status="ok")


def host_of(url):
    """The host of a URL, or nothing if it is not one."""
    if not isinstance(url, str) or not CHARACTERS.fullmatch(url):
        return None
    match = URL.fullmatch(url)
    return match["host"].lower() if match else None


@app.post("/links")
def create():
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        return failure(400, "invalid_json")
    url, alias = body.get("url"), body.get("alias")
    host = host_of(url)
    if host is None:
        return failure(422, "invalid_url")
    if alias is None:
        code = store.add_coded(lambda: "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)), url, host)
    elif not isinstance(alias, str) or not ALIAS.fullmatch(alias) or alias in ("links", "healthz"):
        return failure(422, "invalid_alias")
    else:
        code = alias
        try:
            store.add(code, url, host)
        except Taken:
            return failure(409, "alias_taken")
    return jsonify(code=code, url=url, clicks=0), 201, {"Location": f"/links/{code}"}


@app.get("/links")
def listing():
    host = request.args.get("host")
    if not host:
        return failure(400, "host_required")
    return jsonify(links=store.of_host(host.lower()))


@app.get("/links/<code>")
def show(code):
    return jsonify(store.get(code))


@app.delete("/links/<code>")
def delete(code):
    store.delete(code)
    return "", 204


@app.get("/<code>")
def follow(code):
    url = store.get(code)["url"] if request.method == "HEAD" else store.click(code)
    return Response(status=302, headers={"Location": url, "Cache-Control": "no-store"})


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
