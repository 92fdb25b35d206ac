import time

import pytest
from gateway import expect_calls, expect_refusal, get, new_key, post
from judge_tester import expect

pytestmark = pytest.mark.usefixtures("healed")

OPEN_S = 0.75  # a little more than 700 ms


def open_circuit(service, catalog):
    """Five orders that fail, and one that is refused."""
    catalog.on("POST", "/broken").fail(503)
    for number in range(1, 6):
        expect(post(service, "/catalog/broken")).status(503)
        sent = len(catalog.calls_to("POST", "/broken"))
        assert sent == number, f"order number {number}: the catalogue, which fails, has got {sent} by now"
    expect_refusal(post(service, "/catalog/broken"), 503, "circuit_open").header("Retry-After", "1")
    sent = len(catalog.calls_to("POST", "/broken"))
    assert sent == 5, f"after 5 failures the circuit is open, but the catalogue has got {sent} orders"


def test_the_circuit_opens_after_5_failures_and_closes_after_a_success(service, catalog):
    catalog.on("GET", "/books/9").reply(200, json={"id": 9}, headers={"Cache-Control": "max-age=60"})
    expect(get(service, "/catalog/books/9")).status(200)
    open_circuit(service, catalog)
    expect(get(service, "/catalog/books/9")).status(200).json({"id": 9})
    catalog.on("GET", "/books").reply(200)
    expect_refusal(get(service, "/catalog/books"), 503, "circuit_open")
    assert catalog.calls_to("GET", "/books") == [], "the catalogue was called while the circuit was open"
    time.sleep(OPEN_S)
    for _ in range(3):
        expect(get(service, "/catalog/books")).status(200)
    for _ in range(4):
        assert post(service, "/catalog/broken").status_code == 503
    expect(get(service, "/catalog/books")).status(200)


def test_one_request_finds_out_whether_the_catalogue_is_back(service, catalog):
    open_circuit(service, catalog)
    time.sleep(OPEN_S)
    catalog.on("POST", "/back").delay(0.5).reply(500, json={"error": "not yet"})
    results = service.fire(8, lambda client, n: client.post("/catalog/back", headers={"X-API-Key": new_key()}))
    results.exactly(1, 500).exactly(7, 503)
    for refused in results.having(503):
        expect_refusal(refused, 503, "circuit_open")
    # It has failed: the circuit is open once more.
    expect_refusal(post(service, "/catalog/back"), 503, "circuit_open")
    sent = len(catalog.calls_to("POST", "/back"))
    assert sent == 1, f"of 9 orders through a half-open circuit the catalogue should have got one, but it got {sent}"


def test_failures_count_only_in_a_row(service, catalog):
    catalog.on("POST", "/broken").drop()
    catalog.on("POST", "/wrong").reply(422, json={})
    for _ in range(3):
        for _ in range(4):
            expect_refusal(post(service, "/catalog/broken"), 502, "upstream_unreachable")
        expect(post(service, "/catalog/wrong")).status(422)
    expect_calls(catalog, 15, "3 times 4 failures and another answer")


def test_a_get_counts_once_however_often_it_is_repeated(service, catalog):
    catalog.on("GET", "/books").fail(503)
    catalog.on("POST", "/orders").fail(503)
    for send, path in (get, "books"), (get, "books"), (post, "orders"), (post, "orders"):
        expect(send(service, f"/catalog/{path}")).status(503).json({"error": "the upstream fails"})
    expect_calls(catalog, 8, "2 GETs of 3 attempts and 2 POSTs of 1")
