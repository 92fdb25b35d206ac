from gateway import expect_refusal, get, new_key, only_call
from judge_tester import expect


def test_a_get_is_forwarded_with_its_query(service, catalog):
    catalog.on("GET", "/books/7").reply(200, json={"id": 7, "title": "Emma"}, headers={"X-Shelf": "12"})
    response = get(service, "/catalog/books/7?fields=title")
    expect(response).status(200).json({"id": 7, "title": "Emma"}).header("X-Shelf", "12")
    call = only_call(catalog)
    assert (call.method, call.path, call.raw_query) == ("GET", "/books/7", "fields=title")


def test_a_post_is_forwarded_with_its_body(service, catalog):
    catalog.on("POST", "/orders").reply(201, json={"order": 1})
    order = {"book": 7, "copies": 2}
    response = service.client.post("/catalog/orders", json=order, headers={"X-API-Key": new_key()})
    expect(response).status(201).json({"order": 1})
    call = only_call(catalog)
    assert call.json == order, f"the catalogue got {call.body[:100]!r}"


def test_a_request_without_a_key_is_refused(service, catalog):
    expect_refusal(service.client.get("/catalog/books/7"), 401, "missing_api_key")
    assert catalog.calls == [], "the catalogue was called for a client without a key"


def test_a_get_that_fails_is_tried_again(service, catalog):
    catalog.on("GET", "/books/7").drop(times=1).fail(503, times=1).reply(200, json={"id": 7})
    expect(get(service, "/catalog/books/7")).status(200).json({"id": 7})
    assert len(catalog.calls) == 3, f"the catalogue was called {len(catalog.calls)} times"
