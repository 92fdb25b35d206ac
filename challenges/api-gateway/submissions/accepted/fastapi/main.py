"""FastAPI and httpx. One event loop, so that the state of buckets, circuit and store needs no lock between awaits."""

import os
from contextlib import asynccontextmanager
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from buckets import Buckets
from circuit import Circuit
from headers import FORWARDED, passed_on
from refusal import Refusal
from store import Store, validated
from upstream import Upstream

MOST_BODY_BYTES = 256 * 1024

buckets = Buckets(capacity=10, per_second=2)
store = Store()
upstream = Upstream(os.environ["CATALOG_URL"], Circuit(threshold=5, open_s=0.7))


@asynccontextmanager
async def lifespan(app):
    yield
    await upstream.close()


app = FastAPI(lifespan=lifespan)


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.api_route("/catalog/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
async def catalog(request: Request):
    request_id = request.headers.get("x-request-id") or uuid4().hex
    try:
        response = await answer(request, request_id)
    except Refusal as refusal:
        response = JSONResponse({"error": refusal.code}, refusal.status, refusal.headers)
    response.raw_headers = [(name, value) for name, value in response.raw_headers if name.lower() != b"x-request-id"]
    response.headers["x-request-id"] = request_id
    return response


@app.exception_handler(404)
async def not_found(request, error):
    return JSONResponse({"error": "not_found"}, 404)


async def answer(request, request_id):
    body = await read(request)
    if request.method not in ("GET", "POST"):
        raise Refusal(405, "method_not_allowed", Allow="GET, POST")
    key = request.headers.get("x-api-key")
    if not key:
        raise Refusal(401, "missing_api_key")
    buckets.take(key)
    if body is None:
        raise Refusal(413, "body_too_large")
    path = request.scope["raw_path"].decode().removeprefix("/catalog")
    query = request.scope["query_string"].decode()
    target = f"{path}?{query}" if query else path
    headers = passed_on(request.headers.raw, but={b"host", b"content-length", b"x-api-key", b"x-request-id", FORWARDED})
    before = [value.decode("latin-1") for name, value in request.headers.raw if name == FORWARDED]
    headers.append((FORWARDED, ", ".join([*before, request.client.host]).encode("latin-1")))
    headers.append((b"x-request-id", request_id.encode("latin-1")))
    if request.method == "POST":
        got = await upstream.post(target, headers, body)
        if 200 <= got.status < 300:
            store.forget(path)
        return plain(got)
    if "authorization" in request.headers:
        return plain(await upstream.get(target, headers, body))
    return await cached(target, headers, body, request.headers.get("if-none-match"))


async def cached(target, headers, body, none_match):
    stored = store.find(target)
    if stored is None or not (stored.fresh or stored.etag):
        got = await upstream.get(target, headers, body)
        store.offer(target, got)
        return plain(got)
    if not stored.fresh:
        got = await upstream.get(target, validated(headers, stored.etag), body)
        if got.status != 304:
            store.offer(target, got)
            return plain(got)
        stored.refresh()
    if none_match is not None and none_match == stored.etag:
        return Response(status_code=304, headers={"ETag": stored.etag})
    return plain(stored.answer)


def plain(got):
    response = Response(got.body, got.status)
    response.raw_headers = list(got.headers)
    if got.status not in (204, 304):
        response.raw_headers.append((b"content-length", str(len(got.body)).encode()))
    return response


async def read(request):
    """The body; None if it is too large. What is too large is read to its end, and forgotten."""
    body = bytearray()
    async for chunk in request.stream():
        if len(body) <= MOST_BODY_BYTES:
            body += chunk
    return bytes(body) if len(body) <= MOST_BODY_BYTES else None


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    # Left to itself, uvicorn takes the client's address from X-Forwarded-For.
    quiet = {"log_level": "warning", "server_header": False, "date_header": False}
    uvicorn.run(app, host="127.0.0.1", port=port, proxy_headers=False, **quiet)
