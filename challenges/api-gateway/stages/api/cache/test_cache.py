import time

from gateway import expect_calls, get, post
from judge_tester import expect


def test_a_fresh_answer_is_not_asked_for_again(service, catalog):
    headers = {"Cache-Control": "public, max-age=60", "ETag": '"v1"', "X-Shelf": "12"}
    catalog.on("GET", "/books/1").reply(200, json={"title": "Emma"}, headers=headers)
    first = get(service, "/catalog/books/1?lang=en", X_Request_Id="first")
    for number in range(3):
        response = get(service, "/catalog/books/1?lang=en", X_Request_Id=f"again-{number}", Cache_Control="no-cache")
        expect(response).status(200).json({"title": "Emma"}).header("X-Request-Id", f"again-{number}")
        for name in ("Content-Type", *headers):
            expect(response).header(name, first.headers[name])
    expect_calls(catalog, 1, "4 GETs of a book that is fresh for a minute")
    expect(get(service, "/catalog/books/1?lang=pl")).status(200)
    expect_calls(catalog, 2, "another query")


def test_a_client_that_has_the_answer_gets_a_304(service, catalog):
    catalog.on("GET", "/books/2").reply(200, json={"id": 2}, headers={"Cache-Control": "max-age=60", "ETag": '"v1"'})
    expect(get(service, "/catalog/books/2")).status(200)
    response = get(service, "/catalog/books/2", If_None_Match='"v1"')
    expect(response).status(304).header("ETag", '"v1"')
    assert response.content == b""
    expect(get(service, "/catalog/books/2", If_None_Match='"v0"')).status(200).json({"id": 2})
    expect_calls(catalog, 1, "GETs with If-None-Match of a book that is fresh")


def test_what_may_not_be_stored_is_not(service, catalog):
    controls = ("", "no-store", "private, max-age=60", "max-age=60, no-store", "max-age=0", "public")
    for number, control in enumerate(controls):
        headers = {"Cache-Control": control} if control else {}
        catalog.on("GET", f"/own/{number}").reply(200, json={}, headers={**headers, "ETag": '"v1"'})
    catalog.on("GET", "/own/404").reply(404, json={}, headers={"Cache-Control": "max-age=60"})
    catalog.on("GET", "/own/secret").reply(200, json={}, headers={"Cache-Control": "max-age=60"})
    for number in (*range(len(controls)), 404):
        for _ in range(2):
            get(service, f"/catalog/own/{number}")
        calls = len(catalog.calls_to("GET", f"/own/{number}"))
        control = controls[number] if number < len(controls) else "max-age=60 and status 404"
        assert calls == 2, f"an answer with Cache-Control {control!r} was asked for twice, the catalogue {calls} times"
    for authorization in ("Bearer ann", "Bearer bob", None, "Bearer ann"):
        get(service, "/catalog/own/secret", **({"Authorization": authorization} if authorization else {}))
    calls = len(catalog.calls_to("GET", "/own/secret"))
    assert calls == 4, f"4 GETs, of which 3 with Authorization, called the catalogue {calls} times"


def test_a_stale_answer_is_validated(service, catalog):
    control = {"Cache-Control": "max-age=1"}
    catalog.on("GET", "/books/3").reply(200, json={"v": 1}, headers={**control, "ETag": '"v1"'}, times=1)
    catalog.on("GET", "/books/4").reply(200, json={"v": 1}, headers={**control, "ETag": '"v1"'}, times=1)
    catalog.on("GET", "/books/5").reply(200, json={"v": 1}, headers=control, times=1)
    for number in (3, 4, 5):
        expect(get(service, f"/catalog/books/{number}")).status(200)
    time.sleep(1.05)
    catalog.on("GET", "/books/3").reply(304, headers={"ETag": '"v1"'})
    catalog.on("GET", "/books/4").reply(200, json={"v": 2}, headers={**control, "ETag": '"v2"'})
    catalog.on("GET", "/books/5").reply(200, json={"v": 2}, headers=control)
    for number, version in ((3, 1), (4, 2), (5, 2)):
        for _ in range(2):
            expect(get(service, f"/catalog/books/{number}")).status(200).json({"v": version})
        calls = catalog.calls_to("GET", f"/books/{number}")
        assert len(calls) == 2, f"book {number} was fetched, became stale, and was asked for twice: {len(calls)} calls"
        wanted = None if number == 5 else '"v1"'
        got = calls[1].headers.get("if-none-match")
        assert got == wanted, f"for the stale book {number}, If-None-Match should have been {wanted}, but was {got}"


def test_a_post_throws_away_what_it_changes(service, catalog):
    catalog.on("GET", "/books/6").reply(200, json={}, headers={"Cache-Control": "max-age=60"})
    catalog.on("GET", "/books/7").reply(200, json={}, headers={"Cache-Control": "max-age=60"})
    paths = ("/catalog/books/6", "/catalog/books/6?lang=en", "/catalog/books/7")
    for path in paths:
        expect(get(service, path)).status(200)
    catalog.on("POST", "/books/6").reply(409, json={}, times=1)
    expect(post(service, "/catalog/books/6")).status(409)
    for path in paths:
        expect(get(service, path)).status(200)
    assert len(catalog.calls) == 4, "a POST that was answered 409 threw away what was stored"
    catalog.on("POST", "/books/6").reply(204)
    expect(post(service, "/catalog/books/6")).status(204)
    for path in paths:
        expect(get(service, path)).status(200)
    assert len(catalog.calls) == 7, (
        f"after a POST of book 6 its two stored answers are asked for again, and that of book 7 is not: "
        f"{len(catalog.calls) - 5} calls instead of 2"
    )
