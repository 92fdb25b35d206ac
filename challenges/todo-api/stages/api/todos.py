"""Short ways to say what the tests of all groups say."""

import time

from judge_tester import expect

TITLE = "Water the ficus"
FIELDS = {"id", "title", "notes", "status", "priority", "due", "created_at", "updated_at"}


def create(service, **fields):
    response = service.client.post("/todos", json={"title": TITLE, **fields})
    expect(response).status(201)
    return response.json()


def insert(db, **fields):
    """A row of another writer; returns its id."""
    fields = {"title": TITLE, **fields}
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO todos ({', '.join(fields)}) VALUES ({places}) RETURNING id"
    return db.query(statement, *fields.values())[0]["id"]


def page(service, **parameters):
    response = service.client.get("/todos", params=parameters)
    expect(response).status(200)
    body = response.json()
    assert set(body) == {"items", "next"}, f"a page must have the fields items and next, got {sorted(body)}"
    return body


def ids(service, **parameters):
    return [todo["id"] for todo in page(service, **parameters)["items"]]


def walk(service, between=None, **parameters):
    """The ids of all pages, page by page; ``between`` is called after each page but the last."""
    pages = []
    while True:
        body = page(service, **parameters)
        pages.append([todo["id"] for todo in body["items"]])
        if body["next"] is None:
            return pages
        assert len(pages) < 50, "the 50th page still names a next one"
        parameters["cursor"] = body["next"]
        if between:
            between(pages)


def refused(response, *fields):
    """A 422 that names exactly these fields."""
    expect(response).status(422).json({"error": "invalid"})
    named = set(response.json().get("fields", ()))
    assert named == set(fields), f"fields must name {sorted(fields)}, but names {sorted(named)}"


def failed(response, status, code):
    """An error as the statement has it: JSON with its code."""
    expect(response).status(status)
    kind = response.headers.get("content-type", "none")
    assert kind.startswith("application/json"), f"a {status} must be application/json, got content type {kind}"
    expect(response).json({"error": code})


def eventually(answer, status, within_s):
    """Asks until the status is there; the last answer."""
    end = time.monotonic() + within_s
    while True:
        response = answer()
        if response.status_code == status or time.monotonic() > end:
            expect(response).status(status)
            return response
        time.sleep(0.05)
