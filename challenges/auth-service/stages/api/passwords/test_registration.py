"""Who gets an account."""

from accounts import PASSWORD, USER, expect, failed, fresh_name, invalid


def post(service, **body):
    return service.client.post("/register", json=body)


def test_a_user_is_a_row(service, db):
    name = fresh_name()
    response = post(service, username=name, password=PASSWORD)
    expect(response).status(201).json({"username": name, "name": "", "role": "user"})
    assert set(response.json()) == USER, f"a user must have the fields {sorted(USER)}, got {sorted(response.json())}"
    rows = db.query("SELECT id, username, name, role FROM users WHERE username = %s", name)
    assert rows == [response.json()], "the row in the table users must hold what the answer says"


def test_invalid_fields_are_named(service):
    for username in ("ab", "a" * 21, "Ann", "ann smith", "ann\n", "änn", "", 7, None, ["ann"]):
        invalid(post(service, username=username, password=PASSWORD), "username")
    for password in ("7 chars", "x" * 201, "", 12345678, None):
        invalid(post(service, username=fresh_name(), password=password), "password")
    invalid(post(service, name="x" * 101), "username", "password", "name")


def test_a_body_that_is_no_object_is_malformed(service):
    for body in ("{", "[]", '"ann"', "null"):
        for path in ("/register", "/login"):
            kind = {"Content-Type": "application/json"}
            failed(service.client.post(path, content=body, headers=kind), 400, "malformed")


def test_a_name_is_given_to_one_of_many(service, db):
    name = fresh_name()
    body = {"username": name, "password": PASSWORD}
    race = service.fire(6, lambda client, n: client.post("/register", json=body))
    race.all_in({201, 409})
    race.exactly_one(201)
    for response in race.having(409):
        failed(response, 409, "taken")
    assert db.query("SELECT count(*) AS users FROM users WHERE username = %s", name) == [{"users": 1}]
