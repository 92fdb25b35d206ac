"""Requests of people who have read about SQL and HTTP."""

from urllib.parse import quote

from judge_tester import expect

CODES = ("' OR '1'='1", "x' OR 1=1 --", '" OR ""="', "' UNION SELECT 1, 2, 3 --", "'; DROP TABLE links; --", "%", "___", "'")


def test_a_quote_in_a_code_is_an_unknown_code(service):
    expect(service.client.post("/links", json={"url": "https://vault.example/", "alias": "vault"})).status(201)
    for code in CODES:
        for path in (f"/links/{quote(code)}", f"/{quote(code)}"):
            expect(service.client.get(path)).status(404).json({"error": "not_found"})
    expect(service.client.get("/links/vault")).status(200).json({"clicks": 0})


def test_no_deletion_reaches_another_link(service):
    expect(service.client.post("/links", json={"url": "https://vault.example/", "alias": "treasure"})).status(201)
    for code in CODES:
        expect(service.client.delete(f"/links/{quote(code)}")).status(404)
    expect(service.client.get("/treasure")).status(302).header("Location", "https://vault.example/")


def test_sql_in_a_url_is_text(service):
    for number, url in enumerate((
        "https://vault.example/?q='",
        "https://vault.example/?q=');DROP+TABLE+links;--",
        "https://vault.example/?q='+(SELECT+1)+'",
        "https://vault.example/?q=',0),('x','y",
    )):  # fmt: skip
        created = service.client.post("/links", json={"url": url, "alias": f"text-{number}"})
        assert created.status_code == 201, f"url {url!r}: expected status 201, got {created.status_code}"
        expect(service.client.get(f"/text-{number}")).status(302).header("Location", url)


def test_a_list_of_hosts_knows_no_wildcards_and_no_quotes(service):
    expect(service.client.post("/links", json={"url": "https://vault.example/", "alias": "listed"})).status(201)
    for host in ("%", "vault%", "v_ult.example", "*", "' OR '1'='1", "vault.example' --", "x' OR host LIKE '%"):
        listed = service.client.get("/links", params={"host": host})
        expect(listed).status(200)
        assert listed.json() == {"links": []}, f"host {host!r}: expected no links, got {listed.text[:200]}"


def test_no_line_break_reaches_a_header(service):
    for url in ("https://vault.example/\r\nSet-Cookie: a=b", "https://vault.example/\n", "https://vault.example/\x00"):
        response = service.client.post("/links", json={"url": url})
        assert response.status_code == 422, f"url {url!r}: expected status 422, got {response.status_code}"
