"""What may be in a body."""

from todos import create, expect, failed, refused


def post(service, **fields):
    return service.client.post("/todos", json=fields)


def test_every_mistake_is_named_at_once(service, db):
    response = post(service, notes=7, status="later", priority=0, due="soon", colour="red")
    refused(response, "title", "notes", "status", "priority", "due", "colour")
    assert db.query("SELECT id FROM todos") == [], "an invalid POST must not leave a row"


def test_text_is_counted_in_characters(service):
    for title in ("x" * 200, "☃" * 200, "🪴" * 200):
        assert create(service, title=f" \t{title} ")["title"] == title
    for title in ("x" * 201, "🪴" * 201, " \n ", None, ["x"], "nul \0 inside"):
        refused(post(service, title=title), "title")


def test_notes_are_stored_as_they_are(service):
    for notes in ("", "  two lines\n\t😀 ", "n" * 2000):
        assert create(service, notes=notes)["notes"] == notes
    for notes in ("n" * 2001, None, "\0"):
        refused(post(service, title="t", notes=notes), "notes")


def test_a_date_must_be_in_the_calendar(service):
    for due in ("2023-02-29", "2024-2-1", "20240201", "2024-02-01T00:00:00", "today", 20240201, ""):
        refused(post(service, title="t", due=due), "due")


def test_a_date_comes_back_as_it_was_sent(service):
    for due in ("2024-02-29", "1999-12-31", None):
        todo = create(service, due=due)
        assert todo["due"] == due
        expect(service.client.get(f"/todos/{todo['id']}")).json({"due": due})


def test_a_priority_is_a_whole_number(service):
    for priority in (0, 6, -1, 2.5, True, "3", None):
        refused(post(service, title="t", priority=priority), "priority")


def test_what_the_service_decides_cannot_be_sent(service):
    todo = create(service)
    refused(post(service, title="t", id=99, created_at="2000-01-01T00:00:00Z"), "id", "created_at")
    change = service.client.patch(f"/todos/{todo['id']}", json={"id": 99, "updated_at": None, "status": "done"})
    refused(change, "id", "updated_at")
    expect(service.client.get(f"/todos/{todo['id']}")).status(200).json(todo)


def test_a_body_that_is_no_object_is_malformed(service):
    headers = {"Content-Type": "application/json"}
    for body in ("{", "[1, 2", '{"title": "x"', "[]", '"title"', "null", "7"):
        failed(service.client.post("/todos", content=body, headers=headers), 400, "malformed")
