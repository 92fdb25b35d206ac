"""Order, and pages that change while somebody walks through them."""

from todos import ids, insert, page, refused, walk

DATES = ("2024-03-01", None, "2024-01-15", "2024-03-01", None, "2024-03-01", "2023-12-31", None, "2024-03-01")


def flat(pages):
    return [number for numbers in pages for number in numbers]


def test_a_walk_gives_everything_once_in_order(service, db):
    numbers = [insert(db, title=f"todo {n}") for n in range(45)]
    pages = walk(service)
    assert [len(numbers) for numbers in pages] == [20, 20, 5], "20 items a page unless limit says otherwise"
    assert flat(pages) == numbers[::-1]
    assert len(ids(service, limit=100)) == 45


def test_a_last_page_that_is_full_has_no_next(service, db):
    assert page(service) == {"items": [], "next": None}
    for n in range(6):
        insert(db, title=f"todo {n}")
    assert [len(numbers) for numbers in walk(service, limit=3)] == [3, 3]
    assert [len(numbers) for numbers in walk(service, limit=6)] == [6]


def test_equal_dates_keep_their_order_across_pages(service, db):
    rows = sorted((due or "9999", insert(db, due=due)) for due in DATES)
    for _, number in rows[::-2]:  # a row that was changed is found in another place of the table
        db.execute("UPDATE todos SET notes = 'moved' WHERE id = %s", number)
    for limit in (1, 2, 3, 4):
        assert flat(walk(service, sort="due", limit=limit)) == [number for _, number in rows]


def test_additions_do_not_shift_pages(service, db):
    numbers = [insert(db, due="2024-03-01") for _ in range(9)]

    def add(pages):
        insert(db, title="new, above all others", due="2024-02-01")

    assert flat(walk(service, add, limit=3)) == numbers[::-1]
    numbers = sorted(row["id"] for row in db.query("SELECT id FROM todos WHERE due = '2024-03-01'"))
    seen = flat(walk(service, add, sort="due", limit=3))
    assert [number for number in seen if number in numbers] == numbers, "each to-do must come exactly once"


def test_deletions_do_not_shift_pages(service, db):
    numbers = [insert(db, due="2024-03-01") for _ in range(18)]

    def delete(pages):
        db.execute("DELETE FROM todos WHERE id = ANY(%s)", pages[-1])

    assert flat(walk(service, delete, limit=3)) == numbers[::-1]
    numbers = [insert(db, due="2024-03-01") for _ in range(9)]
    db.execute("DELETE FROM todos WHERE NOT id = ANY(%s)", numbers)
    assert flat(walk(service, delete, sort="due", limit=3)) == numbers


def test_parameters_with_other_values_are_named(service):
    mistakes = {"limit": ("0", "101", "ten", "1; --"), "sort": ("title", "due; DROP TABLE todos"), "status": ("gone",)}
    mistakes |= {"cursor": ("x", "MSBPUiAxPTE=", "0 OR 1=1")}
    for name, values in mistakes.items():
        for value in values:
            refused(service.client.get("/todos", params={name: value}), name)
    refused(service.client.get("/todos", params={"limit": "-1", "sort": "", "cursor": "??"}), "limit", "sort", "cursor")


def test_unknown_parameters_are_ignored(service, db):
    number = insert(db)
    assert ids(service, page=7, title="no") == [number]
