"""A database that is frozen, or gone, and comes back."""

import pytest
from todos import create, eventually, expect, failed, insert

CALLS = (("GET", "/todos"), ("GET", "/todos/1"), ("POST", "/todos"), ("PATCH", "/todos/1"), ("GET", "/healthz"))


def call(client, method, path):
    body = {"json": {"title": "x"}} if method in ("POST", "PATCH") else {}
    return client.request(method, path, **body)


@pytest.mark.points(3)
def test_a_frozen_database_means_503_and_nobody_waits_for_ever(service, db):
    create(service)  # so that there is a connection from before
    db.pause()
    try:
        race = service.fire(len(CALLS), lambda client, n: call(client, *CALLS[n]))
    finally:
        db.resume()
    race.all_in({503})
    for response in race.responses:
        failed(response, 503, "unavailable")
    eventually(lambda: service.client.get("/todos"), 200, within_s=3)
    assert create(service, title="after the thaw")["title"] == "after the thaw"


@pytest.mark.points(2)
def test_a_database_that_is_gone_means_503_until_it_is_back(service, db):
    number = insert(db)
    expect(service.client.get(f"/todos/{number}")).status(200)
    db.kill()
    try:
        for method, path in CALLS:
            failed(call(service.client, method, path), 503, "unavailable")
        failed(service.client.delete("/todos/1"), 503, "unavailable")
    finally:
        db.start()
    eventually(lambda: service.client.get(f"/todos/{number}"), 200, within_s=3)
    eventually(lambda: service.client.get("/healthz"), 200, within_s=1)


def test_mistakes_are_told_without_the_database(service, db):
    db.kill()
    try:
        expect(service.client.post("/todos", json={"title": ""})).status(422)
        expect(service.client.put("/todos", json={})).status(405)
    finally:
        db.start()


@pytest.mark.points(2)
def test_the_service_can_be_started_before_its_database(service, db):
    number = insert(db)
    db.kill()
    try:
        service.restart()
        failed(service.client.get("/todos"), 503, "unavailable")
    finally:
        db.start()
    eventually(lambda: service.client.get(f"/todos/{number}"), 200, within_s=3)
