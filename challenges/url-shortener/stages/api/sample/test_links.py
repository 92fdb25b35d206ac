"""One link from its creation to its first click."""

from judge_tester import expect

POSTER = "https://rail.example/offers?from=poster"


def test_a_link_is_created_and_can_be_looked_at(service):
    created = service.client.post("/links", json={"url": POSTER})
    expect(created).status(201).json({"url": POSTER, "clicks": 0})
    code = created.json()["code"]
    expect(created).header("Location", f"/links/{code}")
    expect(service.client.get(f"/links/{code}")).status(200).json({"code": code, "url": POSTER, "clicks": 0})


def test_a_link_leads_to_its_url_and_counts(service):
    code = service.client.post("/links", json={"url": POSTER}).json()["code"]
    followed = service.client.get(f"/{code}")
    expect(followed).status(302).header("Location", POSTER).header("Cache-Control", "no-store")
    expect(service.client.get(f"/links/{code}")).status(200).json({"clicks": 1})


def test_a_client_may_choose_the_code(service):
    created = service.client.post("/links", json={"url": POSTER, "alias": "sample_Poster-1"})
    expect(created).status(201).json({"code": "sample_Poster-1", "url": POSTER})
    expect(service.client.get("/sample_Poster-1")).status(302).header("Location", POSTER)


def test_an_unknown_code_is_not_found(service):
    for path in ("/nobody-made-this", "/links/nobody-made-this"):
        expect(service.client.get(path)).status(404).json({"error": "not_found"})
