from judge_tester import expect

from refusals import refused

ALPHABET = "bcdfghjkmnpqrstv"
OFFERS = "https://rail.example/offers"


def test_generated_codes_have_the_length_and_the_alphabet_that_were_set(service):
    for _ in range(20):
        created = service.client.post("/links", json={"url": OFFERS})
        expect(created).status(201)
        code = created.json()["code"]
        assert len(code) == 3, f"CODE_LENGTH is 3, the code is {code!r}"
        assert set(code) <= set(ALPHABET), f"CODE_ALPHABET is {ALPHABET}, the code is {code!r}"


def test_the_same_url_twice_makes_two_links_with_clicks_of_their_own(service):
    first, second = (service.client.post("/links", json={"url": OFFERS}).json()["code"] for _ in range(2))
    assert first != second, f"two links have the code {first!r}"
    expect(service.client.get(f"/{first}")).status(302)
    expect(service.client.get(f"/links/{first}")).status(200).json({"clicks": 1})
    expect(service.client.get(f"/links/{second}")).status(200).json({"clicks": 0})


def test_unusual_urls_are_taken(service):
    for url in (
        "HTTP://rail.example",
        "https://rail",
        "https://127.0.0.1:8443/x",
        "https://ann:secret@rail.example:8443?x=/../..",
        "https://rail.example#https://other.example/",
        "https://rail.example/a//b/./c;d=1,2/(e)/*?x=$1&y=%E2%9C%93&z=!",
    ):
        created = service.client.post("/links", json={"url": url, "alias": None, "campaign": ["unknown", "fields"]})
        assert created.status_code == 201, f"url {url!r}: expected status 201, got {created.status_code}"
        expect(created).json({"url": url})


def test_what_is_no_url_is_refused(service):
    for url in (
        "", "rail.example", "/offers", "//rail.example/", "ftp://rail.example/", "javascript:alert(1)",
        "http:rail.example", "http:/rail.example", "http://", "https:///offers", "https://?x=1", "https://#top",
        "https://:8443/", "https://ann@/", "https://ann@:8443/", " https://rail.example/", "https://rail.example/ ",
        "https://rail.example/a b", "https://rail.example/\t", "https://rail.example/ü", 'https://rail.example/"',
        "https://rail.example/<b>", "https://rail.example/|", "xhttps://rail.example/", 42, True, ["https://rail.example/"], {},
    ):  # fmt: skip
        refused(service, {"url": url}, 422, "invalid_url")
    refused(service, {}, 422, "invalid_url")
    refused(service, {"url": None}, 422, "invalid_url")


def test_lengths_are_exact(service):
    long = "https://rail.example/".ljust(2048, "x")
    expect(service.client.post("/links", json={"url": long})).status(201).json({"url": long})
    refused(service, {"url": long + "x"}, 422, "invalid_url")
    for alias in ("a-1", "b" * 32):
        expect(service.client.post("/links", json={"url": OFFERS, "alias": alias})).status(201).json({"code": alias})
    for alias in ("", "ab", "b" * 33):
        refused(service, {"url": OFFERS, "alias": alias}, 422, "invalid_alias")


def test_malformed_and_reserved_aliases_are_refused(service):
    malformed = ("a b", "a/b", "a.b", "äöü", "x'y", "x%y", "lines\n", "\nlines", 1234, True, ["abc"], {"a": 1})
    for alias in (*malformed, "links", "healthz"):
        refused(service, {"url": OFFERS, "alias": alias}, 422, "invalid_alias")


def test_upper_and_lower_case_make_different_codes(service):
    for alias in ("sandwich", "Sandwich", "SANDWICH"):
        url = f"{OFFERS}/{alias}"
        expect(service.client.post("/links", json={"url": url, "alias": alias})).status(201)
    for alias in ("sandwich", "Sandwich", "SANDWICH"):
        expect(service.client.get(f"/{alias}")).status(302).header("Location", f"{OFFERS}/{alias}")


def test_a_taken_alias_is_a_conflict_and_the_first_link_stays(service):
    generated = service.client.post("/links", json={"url": OFFERS}).json()["code"]
    expect(service.client.post("/links", json={"url": OFFERS, "alias": "summer"})).status(201)
    for alias in ("summer", generated):
        refused(service, {"url": "https://thief.example/", "alias": alias}, 409, "alias_taken")
        expect(service.client.get(f"/links/{alias}")).status(200).json({"url": OFFERS, "clicks": 0})


def test_bodies_that_are_no_json_objects_are_refused(service):
    json_type = {"Content-Type": "application/json"}
    for body in (b"", b"url=https://rail.example/", b'{"url": "https://rail.example/"', b"null", b"[]", b'"x"', b"7"):
        response = service.client.post("/links", content=body, headers=json_type)
        assert response.status_code == 400, f"body {body!r}: expected status 400, got {response.status_code}"
        expect(response).json({"error": "invalid_json"})


def test_the_first_thing_wrong_is_reported(service):
    refused(service, {"url": "nowhere", "alias": "?"}, 422, "invalid_url")
    expect(service.client.post("/links", json={"url": OFFERS, "alias": "first-come"})).status(201)
    refused(service, {"url": "nowhere", "alias": "first-come"}, 422, "invalid_url")
