"""Other people's profiles, and roles."""

from accounts import PASSWORD, account, bearer, expect, failed, fresh_name, login

NOBODY = 2**31 - 1


def role(db, someone):
    return db.query("SELECT role FROM users WHERE id = %s", someone.id)[0]["role"]


def test_users_see_and_rename_themselves(service, ann):
    place = f"/users/{ann.id}"
    expect(service.client.get(place, headers=ann.auth)).status(200).json({"id": ann.id, "username": ann.username})
    expect(service.client.patch(place, json={"name": "Anna"}, headers=ann.auth)).status(200).json({"name": "Anna"})
    expect(service.client.get("/me", headers=ann.auth)).json({"name": "Anna", "username": ann.username})


def test_other_users_do_not_exist(service, db, ann, bob):
    for method, body in (("GET", None), ("PATCH", {"name": "Mallory"})):
        there, absent = (
            service.client.request(method, f"/users/{number}", json=body, headers=ann.auth)
            for number in (bob.id, NOBODY)
        )
        failed(there, 404, "not_found")
        failed(absent, 404, "not_found")
        assert there.content == absent.content, "another user and no user must be answered the same"
    assert db.query("SELECT name FROM users WHERE id = %s", bob.id) == [{"name": "Bob"}]


def test_ids_that_cannot_exist_do_not_exist(service, ann):
    for number in (
        "0",
        "-1",
        "abc",
        "9223372036854775808",
        "99999999999999999999",
        f"{ann.id}%20OR%201=1",
        f"{ann.id}'--",
    ):
        failed(service.client.get(f"/users/{number}", headers=ann.auth), 404, "not_found")
        failed(service.client.get(f"/notes/{number}", headers=ann.auth), 404, "not_found")


def test_nobody_registers_as_an_admin(service, db, bob):
    wishes = {"role": "admin", "is_admin": True, "admin": True, "id": bob.id, "password_hash": "x"}
    name = fresh_name()
    response = service.client.post("/register", json={"username": name, "password": PASSWORD, **wishes})
    expect(response).status(201).json({"role": "user"})
    auth = bearer(login(service, name))
    expect(service.client.get("/me", headers=auth)).status(200).json({"username": name, "role": "user"})
    assert db.query("SELECT role FROM users WHERE username = %s", name) == [{"role": "user"}]


def test_nobody_becomes_an_admin_later(service, db):
    someone = account(service)
    wishes = {"role": "admin", "username": "root", "id": 1, "password_hash": "x", "name": "Root"}
    response = service.client.patch(f"/users/{someone.id}", json=wishes, headers=someone.auth)
    expect(response).status(200).json({"id": someone.id, "username": someone.username, "role": "user", "name": "Root"})
    assert role(db, someone) == "user"
    login(service, someone.username)


def test_an_admin_sees_and_renames_users_from_the_next_request_on(service, db, bob):
    someone = account(service)
    place = f"/users/{bob.id}"
    failed(service.client.get(place, headers=someone.auth), 404, "not_found")
    db.execute("UPDATE users SET role = 'admin' WHERE id = %s", someone.id)
    expect(service.client.get(place, headers=someone.auth)).status(200).json({"username": bob.username})
    renamed = service.client.patch(place, json={"name": "Robert", "role": "admin"}, headers=someone.auth)
    expect(renamed).status(200).json({"id": bob.id, "name": "Robert", "role": "user"})
    failed(service.client.get(f"/users/{NOBODY}", headers=someone.auth), 404, "not_found")
    db.execute("UPDATE users SET role = 'user' WHERE id = %s", someone.id)
    failed(service.client.get(place, headers=someone.auth), 404, "not_found")
