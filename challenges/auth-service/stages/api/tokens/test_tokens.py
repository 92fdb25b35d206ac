"""Where a token has to be, and what ends it."""

from accounts import account, bearer, expect, login, unauthorized

PROTECTED = [
    ("POST", "/logout"),
    ("POST", "/password"),
    ("GET", "/me"),
    ("GET", "/users/1"),
    ("PATCH", "/users/1"),
    ("POST", "/notes"),
    ("GET", "/notes"),
    ("GET", "/notes/1"),
    ("PUT", "/notes/1"),
    ("DELETE", "/notes/1"),
]


def test_without_a_token_nothing_is_told(service):
    broken = {"Content-Type": "application/json", "Authorization": "Bearer"}
    for method, path in PROTECTED:
        unauthorized(service.client.request(method, path))
        unauthorized(service.client.request(method, path, content="{", headers=broken))


def test_a_token_counts_in_its_header_only(service, ann):
    for header in ("Bearer", f"Basic {ann.token}", ann.token, f"Token {ann.token}", f"Bearer{ann.token}"):
        unauthorized(service.client.get("/me", headers={"Authorization": header}))
    for name in ("token", "access_token"):
        unauthorized(service.client.get("/me", params={name: ann.token}))
        unauthorized(service.client.get("/me", headers={"Cookie": f"{name}={ann.token}"}))
    for scheme in ("bearer", "BEARER"):
        expect(service.client.get("/me", headers={"Authorization": f"{scheme} {ann.token}"})).status(200)


def test_a_logout_ends_one_token(service, ann):
    first, second = (bearer(login(service, ann.username)) for _ in range(2))
    assert first != second, "two logins must not give the same token"
    expect(service.client.post("/logout", headers=first)).status(204)
    for _ in range(2):
        unauthorized(service.client.get("/me", headers=first))
        unauthorized(service.client.post("/logout", headers=first))
    for auth in (second, ann.auth):
        expect(service.client.get("/me", headers=auth)).status(200)


def test_a_killed_service_remembers_tokens_and_logouts(service):
    someone = account(service)
    gone = bearer(login(service, someone.username))
    expect(service.client.post("/logout", headers=gone)).status(204)
    service.kill()
    service.start()
    expect(service.client.get("/me", headers=someone.auth)).status(200).json({"id": someone.id})
    unauthorized(service.client.get("/me", headers=gone))
