"""Other people's notes."""

from accounts import account, expect, failed, invalid, note

NOTE = {"id", "text"}
CALLS = (("GET", None), ("PUT", {"text": "Mallory was here"}), ("DELETE", None))


def stored(db, number):
    return db.query("SELECT owner_id, text FROM notes WHERE id = %s", number)


def test_a_note_is_read_changed_and_deleted_by_its_owner(service, db, ann):
    number = note(service, ann, "Milk")
    place = f"/notes/{number}"
    response = service.client.get(place, headers=ann.auth)
    expect(response).status(200).json({"id": number, "text": "Milk"})
    assert set(response.json()) == NOTE, f"a note must have the fields {sorted(NOTE)}, got {sorted(response.json())}"
    expect(service.client.put(place, json={"text": "Oat milk"}, headers=ann.auth)).status(200).json(
        {"text": "Oat milk"}
    )
    assert stored(db, number) == [{"owner_id": ann.id, "text": "Oat milk"}]
    for text in ("", "x" * 1001, None, 7):
        invalid(service.client.put(place, json={"text": text}, headers=ann.auth), "text")
        invalid(service.client.post("/notes", json={"text": text}, headers=ann.auth), "text")
    expect(service.client.delete(place, headers=ann.auth)).status(204)
    failed(service.client.get(place, headers=ann.auth), 404, "not_found")
    assert stored(db, number) == []


def test_other_peoples_notes_do_not_exist(service, db, ann, bob):
    number = note(service, bob, "Bob's secret")
    for method, body in CALLS:
        there, absent = (
            service.client.request(method, f"/notes/{other}", json=body, headers=ann.auth)
            for other in (number, 2**31 - 1)
        )
        failed(there, 404, "not_found")
        failed(absent, 404, "not_found")
        assert there.content == absent.content, "another user's note and no note must be answered the same"
    assert stored(db, number) == [{"owner_id": bob.id, "text": "Bob's secret"}], "ann changed a note of bob's"


def test_a_list_has_the_callers_notes_whatever_is_asked(service, bob):
    someone = account(service)
    note(service, bob, "Bob's secret")
    numbers = [note(service, someone, text) for text in ("one", "two", "three")]
    for more in ({}, {"owner_id": bob.id}, {"user_id": bob.id}, {"owner": bob.username, "all": "true"}):
        response = service.client.get("/notes", params=more, headers=someone.auth)
        expect(response).status(200)
        assert [each["id"] for each in response.json()["items"]] == numbers


def test_a_note_cannot_be_given_away(service, db, ann, bob):
    wishes = {"owner_id": bob.id, "user_id": bob.id, "owner": bob.username, "id": 1}
    response = service.client.post("/notes", json={"text": "a present", **wishes}, headers=ann.auth)
    expect(response).status(201)
    number = response.json()["id"]
    assert stored(db, number) == [{"owner_id": ann.id, "text": "a present"}]
    change = service.client.put(f"/notes/{number}", json={"text": "again", **wishes}, headers=ann.auth)
    expect(change).status(200).json({"id": number})
    assert stored(db, number) == [{"owner_id": ann.id, "text": "again"}]


def test_an_admin_does_not_read_notes(service, db, bob):
    someone = account(service)
    number = note(service, bob, "Bob's secret")
    db.execute("UPDATE users SET role = 'admin' WHERE id = %s", someone.id)
    for method, body in CALLS:
        response = service.client.request(method, f"/notes/{number}", json=body, headers=someone.auth)
        failed(response, 404, "not_found")
    expect(service.client.get("/notes", headers=someone.auth)).status(200).json({"items": []})
    assert stored(db, number) == [{"owner_id": bob.id, "text": "Bob's secret"}]


def test_text_that_looks_like_sql_is_text(service, db, ann):
    text = "x'); UPDATE users SET role = 'admin'; --"
    number = note(service, ann, text)
    service.client.patch(f"/users/{ann.id}", json={"name": "x', role = 'admin"}, headers=ann.auth)
    assert stored(db, number) == [{"owner_id": ann.id, "text": text}]
    expect(service.client.get("/me", headers=ann.auth)).status(200).json({"name": "x', role = 'admin", "role": "user"})
