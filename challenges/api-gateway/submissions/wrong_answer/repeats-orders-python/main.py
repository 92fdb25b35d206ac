"""Flask and urllib3, right in everything but one: whatever fails is tried again, orders too."""

import math
import os
import re
import threading
import time
from uuid import uuid4

import urllib3
from flask import Flask, Response, request

CATALOG = os.environ["CATALOG_URL"]
MOST_BODY_BYTES = 256 * 1024
HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
    "te", "trailer", "transfer-encoding", "upgrade",
}  # fmt: skip

app = Flask(__name__)
pool = urllib3.PoolManager(maxsize=20)
lock = threading.Lock()
buckets, store = {}, {}


class Refusal(Exception):
    pass


def passed_on(headers, *but):
    headers = list(headers)
    named = {
        word.strip().lower() for name, value in headers if name.lower() == "connection" for word in value.split(",")
    }
    dropped = HOP_BY_HOP | named | set(but)
    return [(name, value) for name, value in headers if name.lower() not in dropped]


def take(key):
    with lock:
        now = time.monotonic()
        level, then = buckets.get(key, (10, now))
        level = min(10, level + (now - then) * 2)
        buckets[key] = (level - (level >= 1), now)
    if level < 1:
        raise Refusal(429, "rate_limited", {"Retry-After": str(math.ceil((1 - level) / 2))})


class Circuit:
    failed, open_until, probing = 0, 0.0, False

    def enter(self):
        with lock:
            if self.open_until and (self.probing or time.monotonic() < self.open_until):
                raise Refusal(503, "circuit_open", {"Retry-After": "1"})
            self.probing = bool(self.open_until)

    def leave(self, failed):
        with lock:
            self.probing = False
            self.failed = self.failed + 1 if failed else 0
            self.open_until = time.monotonic() + 0.7 if self.failed >= 5 else 0.0


circuit = Circuit()


def call(method, target, headers, body):
    circuit.enter()
    status = 599
    try:
        for pause_s in 0.05, 0.1, 0:
            try:
                answer = attempt(method, target, headers, body)
                status = answer[0]
            except Refusal as refusal:
                if pause_s == 0 or refusal.args[0] == 504:
                    raise
            if status < 500 or pause_s == 0:
                return answer
            time.sleep(pause_s)
    finally:
        circuit.leave(status >= 500)


def attempt(method, target, headers, body):
    try:
        response = pool.urlopen(
            method, CATALOG + target, body=body or None, headers=urllib3.HTTPHeaderDict(headers), retries=False,
            redirect=False, timeout=urllib3.Timeout(total=1.2), preload_content=False, decode_content=False,
        )  # fmt: skip
        content = response.read()
    except urllib3.exceptions.TimeoutError:
        raise Refusal(504, "upstream_timeout", {}) from None
    except urllib3.exceptions.HTTPError:
        raise Refusal(502, "upstream_unreachable", {}) from None
    return response.status, passed_on(response.headers.items(), "content-length", "x-request-id"), content


def header(answer, wanted):
    return next((value for name, value in answer[1] if name.lower() == wanted), None)


def keep(target, answer):
    words = {word.strip() for word in (header(answer, "cache-control") or "").lower().split(",")}
    age = next((int(word[8:]) for word in words if re.fullmatch("max-age=[0-9]+", word)), 0)
    if answer[0] == 200 and age > 0 and not words & {"no-store", "private"}:
        store[target] = (answer, age, time.monotonic() + age)
    return answer


def cached(target, headers, none_match):
    answer, age, until = store.get(target, (None, 0, 0))
    etag = answer and header(answer, "etag")
    if time.monotonic() >= until:
        if etag:
            headers = [pair for pair in headers if pair[0].lower() != "if-none-match"] + [("If-None-Match", etag)]
        got = call("GET", target, headers, b"")
        if not etag or got[0] != 304:
            return keep(target, got)
        store[target] = (answer, age, time.monotonic() + age)
    return (304, [("ETag", etag)], b"") if etag and none_match == etag else answer


def answer():
    body = request.stream.read(MOST_BODY_BYTES + 1)
    while request.stream.read(65536):
        pass
    if request.method not in ("GET", "POST"):
        raise Refusal(405, "method_not_allowed", {"Allow": "GET, POST"})
    key = request.headers.get("X-API-Key")
    if not key:
        raise Refusal(401, "missing_api_key", {})
    take(key)
    if len(body) > MOST_BODY_BYTES:
        raise Refusal(413, "body_too_large", {})
    target = request.environ["REQUEST_URI"].removeprefix("/catalog")
    headers = passed_on(
        request.headers.items(), "host", "content-length", "x-api-key", "x-request-id", "x-forwarded-for"
    )
    forwarded = [*request.headers.getlist("X-Forwarded-For"), request.remote_addr]
    headers += [("X-Forwarded-For", ", ".join(forwarded)), ("X-Request-Id", request.id)]
    if request.method == "POST":
        got = call("POST", target, headers, body)
        if 200 <= got[0] < 300:
            for stored in [other for other in store if other.partition("?")[0] == target.partition("?")[0]]:
                del store[stored]
        return got
    if "Authorization" in request.headers:
        return call("GET", target, headers, b"")
    return cached(target, headers, request.headers.get("If-None-Match"))


@app.route("/catalog/<path:path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def catalog(path):
    request.id = request.headers.get("X-Request-Id") or uuid4().hex
    try:
        status, headers, content = answer()
        response = Response(content, status)
        response.headers.clear()
        response.headers.extend(headers)
    except Refusal as refusal:
        status, code, headers = refusal.args
        response = Response(f'{{"error": "{code}"}}', status, headers, mimetype="application/json")
    response.headers["X-Request-Id"] = request.id
    return response


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.errorhandler(404)
def not_found(error):
    return {"error": "not_found"}, 404


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
