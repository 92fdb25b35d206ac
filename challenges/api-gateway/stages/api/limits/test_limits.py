import time

from gateway import expect_refusal, new_key
from judge_tester import expect


class Client:
    """One API key, and the most requests that a right bucket may have let through by now."""

    def __init__(self, service):
        self.service, self.key = service, new_key()
        self.began = time.monotonic()

    def fire(self, count, path="/catalog/books", methods=("GET",)):
        headers = {"X-API-Key": self.key}
        return self.service.fire(
            count, lambda client, n: client.request(methods[n % len(methods)], path, headers=headers)
        )

    def most(self):
        return 10 + int(2 * (time.monotonic() - self.began)) + 1


def expect_passed(passed, least, most, what):
    assert passed >= least, f"{what}: at least {least} have a token, but only {passed} passed"
    assert passed <= most, f"{what}: {passed} passed, but a bucket of 10 with 2 a second has had at most {most} tokens"


def test_a_client_gets_10_requests_at_once(service, catalog):
    catalog.on("GET", "/books").reply(200)
    results = (client := Client(service)).fire(20)
    results.all_in({200, 429})
    expect_passed(results.count(200), 10, client.most(), "20 requests at once")
    called = len(catalog.calls)
    assert called == results.count(200), (
        f"{results.count(200)} requests passed, but the catalogue was called {called} times"
    )
    for refused in results.having(429):
        expect_refusal(refused, 429, "rate_limited").header("Retry-After", "1")


def test_a_token_comes_back_in_half_a_second(service, catalog):
    catalog.on("GET", "/books").reply(200)
    client = Client(service)
    first = client.fire(20).count(200)
    time.sleep(0.55)
    second = client.fire(10).count(200)
    assert second >= 1, "half a second after the bucket was empty there is a token, but none of 10 requests passed"
    expect_passed(first + second, 11, client.most(), "20 requests, and 10 more half a second later")


def test_every_client_has_a_bucket_of_its_own(service, catalog):
    catalog.on("GET", "/books").reply(200)
    Client(service).fire(20)
    second = new_key()
    for _ in range(10):
        expect(service.client.get("/catalog/books", headers={"X-API-Key": second})).status(200)


def test_requests_without_a_key_touch_no_bucket(service, catalog):
    catalog.on("GET", "/books").reply(200)
    for headers in ({}, {"X-API-Key": ""}) * 12:
        expect_refusal(service.client.get("/catalog/books", headers=headers), 401, "missing_api_key")
    expect(service.client.get("/catalog/books", headers={"X-API-Key": new_key()})).status(200)
    assert len(catalog.calls) == 1, (
        f"of 25 requests 24 have no key, but the catalogue was called {len(catalog.calls)} times"
    )


def test_orders_and_stored_answers_take_tokens_too(service, catalog):
    catalog.on("GET", "/stored").reply(200, headers={"Cache-Control": "max-age=60"})
    catalog.on("POST", "/stored").reply(409)
    client = Client(service)
    results = client.fire(24, "/catalog/stored", methods=("GET", "POST"))
    results.all_in({200, 409, 429})
    passed = results.count(200) + results.count(409)
    expect_passed(passed, 10, client.most(), "12 GETs of an answer that may be stored and 12 POSTs at once")
