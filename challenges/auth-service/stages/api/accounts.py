"""What the tests of all groups share: users with names of their own, so that no test minds the others."""

from dataclasses import dataclass
from secrets import token_hex

from judge_tester import expect

PASSWORD = "correct horse battery"
USER = {"id", "username", "name", "role"}


@dataclass(frozen=True)
class Account:
    id: int
    username: str
    password: str
    token: str

    @property
    def auth(self):
        return bearer(self.token)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def fresh_name():
    return f"user_{token_hex(5)}"


def register(service, username=None, password=PASSWORD, **more):
    body = {"username": username or fresh_name(), "password": password, **more}
    response = service.client.post("/register", json=body)
    expect(response).status(201)
    return response.json()


def try_login(service, username, password):
    return service.client.post("/login", json={"username": username, "password": password})


def login(service, username, password=PASSWORD):
    response = try_login(service, username, password)
    expect(response).status(200)
    return response.json()["token"]


def account(service, password=PASSWORD, **more):
    user = register(service, password=password, **more)
    return Account(user["id"], user["username"], password, login(service, user["username"], password))


def note(service, owner, text="Milk"):
    response = service.client.post("/notes", json={"text": text}, headers=owner.auth)
    expect(response).status(201)
    return response.json()["id"]


def failed(response, status, code):
    """An error as the statement has it."""
    expect(response).status(status).json({"error": code})


def unauthorized(response):
    failed(response, 401, "unauthorized")
    asked = response.headers.get("www-authenticate", "")
    assert asked.lower().startswith("bearer"), f"a 401 must have WWW-Authenticate: Bearer, got {asked or 'none'}"


def invalid(response, *fields):
    """A 422 that names exactly these fields."""
    failed(response, 422, "invalid")
    named = set(response.json().get("fields", ()))
    assert named == set(fields), f"fields must name {sorted(fields)}, but names {sorted(named)}"


def everything(db):
    """All rows of all tables as one text: what somebody sees who has found the backup."""
    tables = db.query(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    rows = (row for table in tables for row in db.query(f"SELECT t::text AS line FROM {table['name']} AS t"))
    return "\n".join(row["line"] for row in rows)
