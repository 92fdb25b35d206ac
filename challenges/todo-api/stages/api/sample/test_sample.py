"""A to-do's life, one mistake, one page."""

from todos import FIELDS, TITLE, create, expect, failed, insert, page, refused


def test_a_new_todo_has_defaults_and_a_place(service):
    response = service.client.post("/todos", json={"title": TITLE})
    expect(response).status(201).json({"title": TITLE, "notes": "", "status": "open", "priority": 3, "due": None})
    todo = response.json()
    assert set(todo) == FIELDS, f"a to-do must have the fields {sorted(FIELDS)}, got {sorted(todo)}"
    expect(response).header("Location", f"/todos/{todo['id']}")
    expect(service.client.get(f"/todos/{todo['id']}")).status(200).json(todo)


def test_a_todo_is_changed_and_deleted(service):
    place = f"/todos/{create(service)['id']}"
    expect(service.client.patch(place, json={"status": "done"})).status(200).json({"status": "done", "title": TITLE})
    expect(service.client.get(place)).status(200).json({"status": "done"})
    expect(service.client.delete(place)).status(204)
    failed(service.client.get(place), 404, "not_found")


def test_mistakes_are_named(service):
    refused(service.client.post("/todos", json={"title": "  ", "priority": 6}), "title", "priority")


def test_the_newest_comes_first(service, db):
    first, second, third = (insert(db, title=title) for title in ("one", "two", "three"))
    body = page(service, limit=2)
    assert [todo["id"] for todo in body["items"]] == [third, second]
    rest = page(service, limit=2, cursor=body["next"])
    assert ([todo["id"] for todo in rest["items"]], rest["next"]) == ([first], None)
