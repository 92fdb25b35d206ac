from judge_tester import expect

from refusals import refused

URL = "https://deleted.example/"


def test_a_deleted_link_is_gone_everywhere(service):
    for alias in ("mistake", "no-mistake"):
        expect(service.client.post("/links", json={"url": URL, "alias": alias})).status(201)
    expect(service.client.delete("/links/mistake")).status(204)
    for method, path in (("GET", "/mistake"), ("GET", "/links/mistake"), ("DELETE", "/links/mistake")):
        expect(service.client.request(method, path)).status(410).json({"error": "gone"})
    expect(service.client.head("/mistake")).status(410)
    listed = service.client.get("/links", params={"host": "deleted.example"})
    expect(listed).status(200).json({"links": [{"code": "no-mistake"}]})
    expect(service.client.get("/no-mistake")).status(302).header("Location", URL)


def test_the_code_of_a_deleted_link_is_not_given_away_again(service):
    expect(service.client.post("/links", json={"url": URL, "alias": "once-only"})).status(201)
    expect(service.client.delete("/links/once-only")).status(204)
    refused(service, {"url": "https://thief.example/", "alias": "once-only"}, 409, "alias_taken")
    expect(service.client.get("/once-only")).status(410).json({"error": "gone"})


def test_what_never_was_cannot_be_deleted(service):
    expect(service.client.delete("/links/nobody-made-this")).status(404).json({"error": "not_found"})
