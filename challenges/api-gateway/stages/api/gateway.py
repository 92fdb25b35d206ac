"""What the tests say to the gateway, in the words of the statement."""

from uuid import uuid4

from judge_tester import expect


def new_key():
    """An API key that no other test uses: a client with a full bucket."""
    return f"key-{uuid4().hex[:16]}"


def get(service, path, **headers):
    return service.client.get(path, headers=with_key(headers))


def post(service, path, **headers):
    """An order for one book."""
    return service.client.post(path, json={"book": 1}, headers=with_key(headers))


def with_key(headers):
    return {"X-API-Key": new_key()} | {name.replace("_", "-"): value for name, value in headers.items()}


def expect_refusal(response, status, code):
    return expect(response).status(status).json({"error": code})


def expect_calls(catalog, count, why):
    got = len(catalog.calls)
    assert got == count, f"{why}: the catalogue should have been called {times(count)}, but was called {times(got)}"


def only_call(catalog):
    """The one call that was to reach the catalogue."""
    expect_calls(catalog, 1, "one request")
    return catalog.calls[0]


def times(count):
    return "once" if count == 1 else f"{count} times"
