import gzip
import hashlib
import time

from gateway import expect_calls, expect_refusal, get, new_key, only_call, post, with_key
from judge_tester import expect

KIB = 1024
QUERIES = ("q=a%20b&q=2&empty=", "x=%C3%A9&y=1+1", "flag", "a=1&a=0&b=%26")


def digest(data):
    return f"{len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()[:16]}"


def noise(size):
    """Bytes that no text codec survives."""
    block = hashlib.sha512(b"noise").digest() + bytes(range(256))
    return (block * (size // len(block) + 1))[:size]


def test_queries_arrive_as_they_were_written(service, catalog):
    catalog.on("GET", "/search").reply(200)
    for query in QUERIES:
        expect(get(service, f"/catalog/search?{query}")).status(200)
    asked = [call.raw_query for call in catalog.calls]
    assert asked == list(QUERIES), f"the queries {', '.join(QUERIES)} arrived as {', '.join(asked) or 'nothing'}"


def test_every_status_is_passed_on_with_its_body(service, catalog, healed):
    for status in (200, 201, 202, 400, 404, 409, 418, 429, 500, 503):
        catalog.on("POST", f"/answers/{status}").reply(status, json={"the": "catalogue", "says": status})
        response = post(service, f"/catalog/answers/{status}")
        expect(response).status(status).json({"the": "catalogue", "says": status})
    catalog.on("GET", "/moved").reply(302, headers={"Location": "/books/8"})
    expect(get(service, "/catalog/moved")).status(302).header("Location", "/books/8")
    catalog.on("GET", "/nothing").reply(204)
    expect(get(service, "/catalog/nothing")).status(204)


def test_bodies_are_passed_on_byte_for_byte(service, catalog):
    sent, answer = noise(256 * KIB), noise(2048 * KIB - 7)
    catalog.on("POST", "/covers").reply(200, body=answer, headers={"Content-Type": "image/x-noise"})
    headers = with_key({"Content-Type": "application/x-noise"})
    response = service.client.post("/catalog/covers", content=sent, headers=headers)
    expect(response).status(200).header("Content-Type", "image/x-noise")
    assert digest(response.content) == digest(answer), "the answer is not what the catalogue sent"
    call = only_call(catalog)
    assert digest(call.body) == digest(sent), "the body of the request is not what the client sent"
    assert call.headers.get("content-type") == "application/x-noise", "Content-Type is the client's"


def test_what_is_compressed_stays_so(service, catalog):
    text = b"It is a truth universally acknowledged. " * 50
    packed = gzip.compress(text, mtime=0)
    catalog.on("GET", "/texts/1").reply(200, body=packed, headers={"Content-Encoding": "gzip", "ETag": '"z"'})
    with service.client.stream("GET", "/catalog/texts/1", headers=with_key({"Accept-Encoding": "gzip"})) as response:
        raw = b"".join(response.iter_raw())
    expect(response).status(200).header("Content-Encoding", "gzip")
    assert raw == packed, f"the catalogue sent {digest(packed)}, the client got {digest(raw)}"
    call = only_call(catalog)
    assert call.headers.get("accept-encoding") == "gzip", "Accept-Encoding is the client's, not the gateway's"


def test_a_body_without_a_length_is_forwarded(service, catalog):
    catalog.on("POST", "/covers").reply(200)
    pieces = [noise(30 * KIB)] * 6
    response = service.client.post("/catalog/covers", content=iter(pieces), headers={"X-API-Key": new_key()})
    expect(response).status(200)
    call = only_call(catalog)
    assert digest(call.body) == digest(b"".join(pieces)), "a body sent in chunks did not arrive as it was"


def test_a_body_that_is_too_large_is_refused(service, catalog):
    catalog.on("POST", "/covers").reply(200)
    for size in (256 * KIB + 1, 1024 * KIB):
        response = service.client.post("/catalog/covers", content=noise(size), headers={"X-API-Key": new_key()})
        expect_refusal(response, 413, "body_too_large")
    pieces = [noise(30 * KIB)] * 11
    response = service.client.post("/catalog/covers", content=iter(pieces), headers={"X-API-Key": new_key()})
    expect_refusal(response, 413, "body_too_large")
    expect_calls(catalog, 0, "bodies of more than 256 KiB")


def test_other_paths_and_methods_are_the_gateways_own(service, catalog):
    for path in ("/", "/books/7", "/catalogue/books/7"):
        expect_refusal(get(service, path), 404, "not_found")
    for method in ("PUT", "DELETE", "PATCH"):
        response = service.client.request(method, "/catalog/books/7", headers={"X-API-Key": new_key()})
        expect_refusal(response, 405, "method_not_allowed").header("Allow", "GET, POST")
    expect(service.client.get("/healthz")).status(200)
    expect_calls(catalog, 0, "paths and methods that are not forwarded")


def test_slow_answers_do_not_hold_up_each_other(service, catalog):
    catalog.on("GET", "/slow").delay(0.2).reply(200)
    began = time.monotonic()
    results = service.fire(16, lambda client, n: client.get("/catalog/slow", headers={"X-API-Key": new_key()}))
    took_s = time.monotonic() - began
    results.all_in({200})
    assert took_s < 2.5, f"16 requests at once, 0.2 s each at the catalogue, took {took_s:.1f} s together"
