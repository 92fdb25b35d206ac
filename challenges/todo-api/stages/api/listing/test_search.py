"""Filters, and text that looks like SQL."""

from todos import create, expect, ids, insert, walk


def test_filters_hold_together_and_on_every_page(service, db):
    wanted = [insert(db, title=f"milk {n}", status="doing") for n in range(5)]
    for n in range(5):
        insert(db, title=f"milk {n}", status="done")
        insert(db, title=f"bread {n}", status="doing")
    pages = walk(service, q="milk", status="doing", limit=2)
    assert [number for numbers in pages for number in numbers] == wanted[::-1]


def test_search_looks_at_title_and_notes_in_any_case(service, db):
    title = insert(db, title="Buy MILK")
    notes = insert(db, title="Shopping", notes="oat milk, bread")
    insert(db, title="Call the miller")
    assert ids(service, q="milk") == ids(service, q="MiLk") == [notes, title]
    assert ids(service, q="nothing like it") == []
    assert len(ids(service, q="")) == 3


def test_percent_underscore_and_backslash_stand_for_themselves(service, db):
    percent, underscore, backslash = (insert(db, title=title) for title in ("100% done", "snake_case", r"C:\temp"))
    insert(db, title="1000 snakes, one case, C: temp")
    assert ids(service, q="%") == ids(service, q="100% d") == [percent]
    assert ids(service, q="_") == ids(service, q="e_c") == [underscore]
    assert ids(service, q="\\") == ids(service, q=r":\t") == [backslash]


def test_a_search_for_sql_finds_text_only(service, db):
    insert(db, title="an ordinary one")
    quoted = insert(db, title="Robert'); DROP TABLE students; --")
    for attempt in ("' OR '1'='1", "%' OR 1=1 --", "x') OR (1=1", "' UNION SELECT * FROM todos --", '" OR ""="'):
        assert ids(service, q=attempt) == [], f"q={attempt} must find nothing"
    assert ids(service, q="'); DROP") == [quoted]


def test_sql_in_a_parameter_changes_nothing(service, db):
    number = insert(db, title="an ordinary one")
    for name in ("q", "sort", "status", "cursor", "limit"):
        for quote in ("'", "%'", "')", "1"):
            service.client.get("/todos", params={name: f"{quote}; UPDATE todos SET title = 'taken over'; --"})
    assert db.query("SELECT title FROM todos WHERE id = %s", number) == [{"title": "an ordinary one"}]


def test_sql_in_a_body_is_stored_as_text(service, db):
    kept = insert(db, title="an ordinary one")
    title, notes = "x', 'y'); DELETE FROM todos; --", "'||(SELECT version())||'"
    todo = create(service, title=title, notes=notes)
    change = service.client.patch(f"/todos/{todo['id']}", json={"notes": "', priority = 5 --"})
    expect(change).status(200).json({"title": title, "notes": "', priority = 5 --", "priority": 3})
    assert ids(service) == [todo["id"], kept]
