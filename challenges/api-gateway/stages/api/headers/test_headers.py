import re

from gateway import expect_refusal, get, new_key, only_call, post
from judge_tester import expect

HOP_BY_HOP = {
    "Keep-Alive": "timeout=97",
    "Proxy-Authorization": "Basic c2VjcmV0",
    "Proxy-Connection": "keep-alive",
    "TE": "trailers",
    "Upgrade": "websocket",
}


def test_headers_of_the_client_go_to_the_catalogue(service, catalog):
    catalog.on("GET", "/books").reply(200)
    sent = {
        "Accept-Language": "pl",
        "Authorization": "Bearer t",
        "Cookie": "a=1; b=2",
        "X-Shelf": "12",
        "User-Agent": "app/3",
    }
    expect(get(service, "/catalog/books", **sent)).status(200)
    call = only_call(catalog)
    for name, value in sent.items():
        assert call.headers.get(name.lower()) == value, f"{name}: {value} arrived as {call.headers.get(name.lower())!r}"
    host = catalog.url.removeprefix("http://")
    assert call.headers.get("host") == host, (
        f"Host should be that of CATALOG_URL, {host}, not {call.headers.get('host')}"
    )


def test_hop_by_hop_headers_of_the_client_end_here(service, catalog):
    catalog.on("GET", "/books").reply(200)
    sent = {**HOP_BY_HOP, "Connection": "X-Hop, keep-alive,x-other-hop", "X-Hop": "1", "X-Other-Hop": "2", "X-Far": "3"}
    expect(get(service, "/catalog/books", **sent)).status(200)
    call = only_call(catalog)
    for name, value in [*HOP_BY_HOP.items(), ("X-Hop", "1"), ("X-Other-Hop", "2")]:
        assert call.headers.get(name.lower()) != value, f"the hop-by-hop header {name}: {value} was passed on"
    connection = call.headers.get("connection", "")
    assert "hop" not in connection.lower(), f"the client's Connection was passed on: {connection}"
    assert call.headers.get("x-far") == "3", "X-Far is not hop-by-hop, but was not passed on"


def test_hop_by_hop_headers_of_the_catalogue_end_here(service, catalog):
    sent = {
        "Connection": "X-Hop",
        "Keep-Alive": "timeout=97",
        "Proxy-Authenticate": "Basic",
        "X-Hop": "1",
        "X-Far": "3",
        "Set-Cookie": "a=1; Path=/",
        "WWW-Authenticate": "Basic",
    }
    catalog.on("GET", "/books").reply(401, json={}, headers=sent)
    response = get(service, "/catalog/books")
    expect(response).status(401)
    for name in ("Keep-Alive", "Proxy-Authenticate", "X-Hop"):
        assert response.headers.get(name) != sent[name], f"the hop-by-hop header {name}: {sent[name]} was passed on"
    for name in ("X-Far", "Set-Cookie", "WWW-Authenticate"):
        expect(response).header(name, sent[name])


def test_the_api_key_stays_between_client_and_gateway(service, catalog):
    catalog.on("*", "/books").reply(200)
    key = new_key()
    for send in (get, post):
        expect(send(service, "/catalog/books", X_API_Key=key)).status(200)
    for call in catalog.calls:
        shown = [name for name, value in call.headers.items() if key in value]
        assert not shown, f"the catalogue got the client's API key in {', '.join(shown)}"


def test_x_forwarded_for_grows_by_the_clients_address(service, catalog):
    catalog.on("GET", "/books").reply(200)
    expect(get(service, "/catalog/books")).status(200)
    expect(get(service, "/catalog/books", X_Forwarded_For="203.0.113.9, 198.51.100.4")).status(200)
    got = [call.headers.get("x-forwarded-for") for call in catalog.calls]
    assert got == ["127.0.0.1", "203.0.113.9, 198.51.100.4, 127.0.0.1"], f"X-Forwarded-For arrived as {got}"


def test_a_request_id_goes_all_the_way_and_comes_back(service, catalog):
    catalog.on("GET", "/books").reply(200, headers={"X-Request-Id": "the catalogue's own"})
    response = get(service, "/catalog/books", X_Request_Id="req-42")
    expect(response).status(200).header("X-Request-Id", "req-42")
    got = only_call(catalog).headers.get("x-request-id")
    assert got == "req-42", f"X-Request-Id: req-42 arrived at the catalogue as {got}"
    refused = service.client.get("/catalog/books", headers={"X-Request-Id": "req-43"})
    expect_refusal(refused, 401, "missing_api_key").header("X-Request-Id", "req-43")


def test_a_request_without_an_id_gets_one(service, catalog):
    catalog.on("GET", "/books").reply(200)
    made = []
    for _ in range(2):
        response = get(service, "/catalog/books")
        expect(response).status(200).header("X-Request-Id", re.compile("."))
        made.append(response.headers["X-Request-Id"])
    assert [call.headers.get("x-request-id") for call in catalog.calls] == made, "both ends should get the same id"
    assert made[0] != made[1], "two requests got the same id"
