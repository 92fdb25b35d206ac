from judge_tester import expect


def codes(service, host):
    listed = service.client.get("/links", params={"host": host})
    expect(listed).status(200)
    return [link["code"] for link in listed.json()["links"]]


def test_a_host_lists_its_links_in_the_order_of_their_creation(service):
    urls = {
        "zoo": "https://museum.example/zoo",
        "art": "http://MUSEUM.example:8080/art?x=1",
        "cars": "https://ann@Museum.Example/cars",
        "more": "https://museum.example?more",
    }
    for name, url in urls.items():
        expect(service.client.post("/links", json={"url": url, "alias": f"museum-{name}"})).status(201)
    expect(service.client.get("/museum-art")).status(302)
    for host in ("museum.example", "Museum.EXAMPLE"):
        listed = service.client.get("/links", params={"host": host})
        links = [{"code": f"museum-{name}", "url": url, "clicks": int(name == "art")} for name, url in urls.items()]
        expect(listed).status(200).json({"links": links})


def test_only_the_very_host_is_listed(service):
    for number, url in enumerate((
        "https://www.zoo.example/", "https://zoo.example.org/", "https://other.example/?zoo.example",
        "https://zoo.example@other.example/", "https://other.example/https://zoo.example/", "https://zoo-example/",
    )):  # fmt: skip
        expect(service.client.post("/links", json={"url": url, "alias": f"near-{number}"})).status(201)
    assert codes(service, "zoo.example") == [], "no link leads to zoo.example"
    assert codes(service, "www.zoo.example") == ["near-0"]


def test_a_list_needs_a_host(service):
    for query in ("", "?host="):
        expect(service.client.get(f"/links{query}")).status(400).json({"error": "host_required"})
