"""The way from registration to logout."""

from accounts import PASSWORD, USER, bearer, expect, failed, fresh_name, login, note, register, unauthorized


def test_registering_logging_in_and_out(service):
    name = fresh_name()
    user = register(service, name, name="Ann")
    assert set(user) == USER, f"a user must have the fields {sorted(USER)}, got {sorted(user)}"
    response = service.client.post("/login", json={"username": name, "password": PASSWORD})
    expect(response).status(200).json({"token_type": "Bearer", "expires_in": 600}).header("Cache-Control", "no-store")
    auth = bearer(response.json()["token"])
    expect(service.client.get("/me", headers=auth)).status(200).json({"username": name, "name": "Ann", "role": "user"})
    expect(service.client.post("/logout", headers=auth)).status(204)
    unauthorized(service.client.get("/me", headers=auth))


def test_a_wrong_password_is_refused(service):
    name = register(service)["username"]
    wrong = {"username": name, "password": "correct horse batterie"}
    failed(service.client.post("/login", json=wrong), 401, "bad_credentials")
    assert login(service, name)


def test_notes_are_their_owners(service, ann, bob):
    number = note(service, ann, "Milk")
    expect(service.client.get("/notes", headers=ann.auth)).status(200).json({"items": [{"id": number, "text": "Milk"}]})
    expect(service.client.get("/notes", headers=bob.auth)).status(200).json({"items": []})
    failed(service.client.get(f"/notes/{number}", headers=bob.auth), 404, "not_found")
