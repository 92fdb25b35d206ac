from judge_tester import expect


def test_the_location_is_the_url_as_it_was_given(service):
    for number, url in enumerate((
        "https://rail.example/a%20b/%2F/..;v=1/(c)?q=it's+new&r=%E2%9C%93,%C3%BC&url=https://x.example/?a#!top",
        "http://ann@rail.example:8080/~ann/./x//y",
        "https://rail.example",
    )):  # fmt: skip
        expect(service.client.post("/links", json={"url": url, "alias": f"exact-{number}"})).status(201)
        followed = service.client.get(f"/exact-{number}")
        expect(followed).status(302).header("Location", url).header("Cache-Control", "no-store")


def test_a_preview_is_answered_alike_and_counts_nothing(service):
    url = "https://rail.example/preview"
    expect(service.client.post("/links", json={"url": url, "alias": "preview"})).status(201)
    for _ in range(3):
        head = service.client.head("/preview")
        expect(head).status(302).header("Location", url).header("Cache-Control", "no-store")
        assert head.content == b"", "an answer to HEAD has no body"
    expect(service.client.get("/links/preview")).status(200).json({"clicks": 0})
    expect(service.client.head("/nobody-made-this")).status(404)


def test_clicks_are_counted_one_by_one_and_looking_is_no_click(service):
    expect(service.client.post("/links", json={"url": "https://rail.example/", "alias": "counted"})).status(201)
    for clicks in range(1, 6):
        expect(service.client.get("/counted")).status(302)
        expect(service.client.get("/links/counted")).status(200).json({"clicks": clicks})


def test_the_service_says_that_it_is_well(service):
    expect(service.client.get("/healthz")).status(200)
