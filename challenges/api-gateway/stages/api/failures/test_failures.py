import time

import pytest
from gateway import expect_calls, expect_refusal, get, new_key, post
from judge_tester import expect

pytestmark = pytest.mark.usefixtures("healed")


def test_a_catalogue_that_hangs_is_given_up(service, catalog):
    catalog.on("*", "/books").hang()
    headers = {"X-API-Key": new_key()}
    began = time.monotonic()
    results = service.fire(2, lambda client, n: client.request(("GET", "POST")[n], "/catalog/books", headers=headers))
    took_s = time.monotonic() - began
    results.all_in({504})
    for response in results.responses:
        expect_refusal(response, 504, "upstream_timeout")
    assert 1.1 < took_s < 3, f"an attempt may take 1.2 s and is not repeated; the answers came after {took_s:.1f} s"
    assert sorted(call.method for call in catalog.calls) == ["GET", "POST"], "what took too long is not repeated"


def test_another_attempt_is_the_same_request(service, catalog):
    catalog.on("GET", "/books").fail(500, times=1).reply(200, json={"books": 3})
    expect(get(service, "/catalog/books?page=2", X_Request_Id="one")).status(200).json({"books": 3})
    expect_calls(catalog, 2, "a GET that fails once")
    first, second = ((call.raw_query, call.headers.get("x-request-id")) for call in catalog.calls)
    assert first == second == ("page=2", "one"), f"query and X-Request-Id of the attempts: {first} and {second}"


def test_a_get_that_always_fails_gets_the_last_of_three_answers(service, catalog):
    catalog.on("GET", "/books").fail(500, times=2).reply(503, json={"say": "tired"}, headers={"Retry-After": "120"})
    expect(get(service, "/catalog/books")).status(503).json({"say": "tired"}).header("Retry-After", "120")
    expect_calls(catalog, 3, "a GET that always fails")
    first, second, third = (call.at_s for call in catalog.calls)
    assert second - first > 0.045, f"the second attempt began {(second - first) * 1000:.0f} ms after the first, not 50"
    assert third - second > 0.09, f"the third attempt began {(third - second) * 1000:.0f} ms after the second, not 100"
    assert third - first < 1, f"three attempts that fail at once took {(third - first) * 1000:.0f} ms"


def test_what_the_client_did_wrong_is_not_repeated(service, catalog):
    for status in (400, 404, 409, 429):
        catalog.on("GET", f"/answers/{status}").reply(status, json={})
        expect(get(service, f"/catalog/answers/{status}")).status(status)
    expect_calls(catalog, 4, "4 GETs that are answered 400, 404, 409 and 429")


def test_a_dropped_get_is_repeated_and_then_given_up(service, catalog):
    catalog.on("GET", "/books").drop()
    expect_refusal(get(service, "/catalog/books"), 502, "upstream_unreachable")
    expect_calls(catalog, 3, "a GET whose connection always breaks")


def test_an_order_is_never_sent_twice(service, catalog):
    catalog.on("POST", "/drops").drop()
    catalog.on("POST", "/fails").fail(503)
    catalog.on("POST", "/works").reply(201)
    expect(post(service, "/catalog/works")).status(201)
    for key in ({}, {"Idempotency_Key": "order-1"}):
        expect_refusal(post(service, "/catalog/drops", **key), 502, "upstream_unreachable")
        expect(post(service, "/catalog/fails", **key)).status(503)
    time.sleep(0.1)
    for path in ("/drops", "/fails"):
        sent = len(catalog.calls_to("POST", path))
        assert sent == 2, f"2 orders to {path} (which {path[1:]}) arrived at the catalogue as {sent}"


def test_half_an_answer_is_none(service, catalog):
    catalog.on("GET", "/books").cut(200, body=b"x" * 5000, times=1).reply(200, body=b"y" * 5000)
    response = get(service, "/catalog/books")
    expect(response).status(200)
    assert response.content == b"y" * 5000, "the client got half an answer of the catalogue"
    catalog.on("POST", "/orders").cut(200, body=b"x" * 5000)
    expect_refusal(post(service, "/catalog/orders"), 502, "upstream_unreachable")
