"""The table is the truth: other writers, parallel requests, a killed service."""

import pytest
from todos import create, expect, failed, ids, insert


def test_a_todo_is_a_row_of_the_table(service, db):
    todo = create(service, title="Water the ficus", notes="twice", status="doing", priority=2, due="2024-02-29")
    row = "SELECT id, title, notes, status, priority, due::text AS due FROM todos"
    stored = {name: todo[name] for name in ("id", "title", "notes", "status", "priority", "due")}
    assert db.query(row) == [stored], "the row must hold what the answer says"
    service.client.patch(f"/todos/{todo['id']}", json={"status": "done", "due": None})
    assert db.query(row) == [{**stored, "status": "done", "due": None}]
    service.client.delete(f"/todos/{todo['id']}")
    assert db.query(row) == [], "DELETE must delete the row"


def test_rows_of_other_writers_are_seen_at_once(service, db):
    number = insert(db, title="from the Monday script")
    expect(service.client.get(f"/todos/{number}")).status(200).json({"title": "from the Monday script"})
    assert ids(service) == [number]
    db.execute("UPDATE todos SET title = %s", "renamed elsewhere")
    expect(service.client.get(f"/todos/{number}")).json({"title": "renamed elsewhere"})
    db.execute("DELETE FROM todos")
    failed(service.client.get(f"/todos/{number}"), 404, "not_found")
    assert ids(service) == []


def test_parallel_requests_all_get_through(service, db):
    race = service.fire(24, lambda client, n: client.post("/todos", json={"title": f"todo {n}"}))
    race.all_in({201})
    numbers = {response.json()["id"] for response in race.responses}
    assert len(numbers) == 24, f"24 to-dos were created, with {len(numbers)} different ids"
    assert db.query("SELECT count(*) AS rows FROM todos") == [{"rows": 24}]


def test_one_of_many_deletions_succeeds(service):
    place = f"/todos/{create(service)['id']}"
    race = service.fire(8, lambda client, n: client.delete(place))
    race.exactly_one(204)
    race.all_in({204, 404})


def test_changes_of_different_fields_at_once_all_count(service, db):
    numbers = [insert(db) for _ in range(8)]
    changes = [{"title": "changed"}, {"notes": "changed"}, {"status": "done"}, {"priority": 5}]
    race = service.fire(32, lambda client, n: client.patch(f"/todos/{numbers[n // 4]}", json=changes[n % 4]))
    race.all_in({200})
    changed = {"title": "changed", "notes": "changed", "status": "done", "priority": 5}
    for row in db.query("SELECT title, notes, status, priority FROM todos"):
        assert row == changed, f"four clients changed four fields of one to-do, and it became {row}"


@pytest.mark.points(2)
def test_what_was_answered_survives_a_kill(service):
    kept, changed, gone = (create(service, title=title) for title in ("kept", "changed", "gone"))
    after = service.client.patch(f"/todos/{changed['id']}", json={"status": "done"}).json()
    expect(service.client.delete(f"/todos/{gone['id']}")).status(204)
    service.kill()
    service.start()
    expect(service.client.get(f"/todos/{kept['id']}")).status(200).json(kept)
    expect(service.client.get(f"/todos/{changed['id']}")).status(200).json(after)
    failed(service.client.get(f"/todos/{gone['id']}"), 404, "not_found")
