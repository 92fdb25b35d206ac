"""kill -9, at rest and at work."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
from judge_tester import expect


def test_what_was_answered_is_there_after_kill_9(service):
    generated = service.client.post("/links", json={"url": "https://kept.example/generated"}).json()["code"]
    for alias in ("kept", "dropped"):
        expect(service.client.post("/links", json={"url": f"https://kept.example/{alias}", "alias": alias})).status(201)
    for _ in range(7):
        expect(service.client.get("/kept")).status(302)
    expect(service.client.delete("/links/dropped")).status(204)
    service.kill()
    service.start()
    kept = {"code": "kept", "url": "https://kept.example/kept", "clicks": 7}
    expect(service.client.get("/links/kept")).status(200).json(kept)
    expect(service.client.get(f"/{generated}")).status(302).header("Location", "https://kept.example/generated")
    expect(service.client.get("/dropped")).status(410).json({"error": "gone"})
    for alias in ("kept", "dropped"):
        again = service.client.post("/links", json={"url": "https://thief.example/", "alias": alias})
        expect(again).status(409).json({"error": "alias_taken"})
    listed = service.client.get("/links", params={"host": "kept.example"})
    expect(listed).status(200).json({"links": [{"code": generated, "clicks": 1}, kept]})


def test_nothing_that_was_answered_is_lost_when_it_is_killed_at_work(service):
    expect(service.client.post("/links", json={"url": "https://crash.example/", "alias": "crash-clicks"})).status(201)
    created, clicks = ["crash-clicks"], []
    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(create, service, worker, created) for worker in range(2)]
        work += [pool.submit(click, service, clicks) for _ in range(2)]
        time.sleep(0.3)
        service.kill()
        for done in work:
            assert isinstance(done.exception(), httpx.TransportError | None), repr(done.exception())
    service.start()
    listed = service.client.get("/links", params={"host": "crash.example"})
    expect(listed).status(200)
    links = {link["code"]: link for link in listed.json()["links"]}
    lost = [alias for alias in created if alias not in links]
    assert not lost, f"{len(lost)} of {len(created)} links were answered with 201 and are gone after kill -9: {lost[:3]}"
    sent, answered, counted = clicks.count("sent"), clicks.count("answered"), links["crash-clicks"]["clicks"]
    assert answered <= counted, f"{answered} clicks were answered, {counted} are counted after kill -9"
    assert counted <= sent, f"{sent} clicks were sent, {counted} are counted after kill -9"


def create(service, worker, created):
    """Until the service is gone, as every worker."""
    with service.new_client() as client:
        for number in range(500):
            alias = f"crash-{worker}-{number}"
            if client.post("/links", json={"url": "https://crash.example/", "alias": alias}).status_code == 201:
                created.append(alias)


def click(service, clicks):
    with service.new_client() as client:
        for _ in range(5000):
            clicks.append("sent")
            if client.get("/crash-clicks").status_code == 302:
                clicks.append("answered")
