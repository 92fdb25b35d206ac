"""A changed password."""

from accounts import PASSWORD, account, bearer, expect, failed, invalid, login, try_login, unauthorized

NEW = "staple and battery"


def change(service, someone, **body):
    return service.client.post("/password", json=body, headers=someone.auth)


def test_a_changed_password_ends_all_tokens_of_the_user(service, ann):
    someone = account(service)
    other = bearer(login(service, someone.username))
    expect(change(service, someone, current=PASSWORD, new=NEW)).status(204)
    for auth in (someone.auth, other):
        unauthorized(service.client.get("/me", headers=auth))
    expect(service.client.get("/me", headers=ann.auth)).status(200)
    failed(try_login(service, someone.username, PASSWORD), 401, "bad_credentials")
    auth = bearer(login(service, someone.username, NEW))
    expect(service.client.get("/me", headers=auth)).status(200)


def test_a_wrong_current_password_changes_nothing(service, ann):
    failed(change(service, ann, current="not the password", new=NEW), 403, "bad_credentials")
    invalid(change(service, ann, current=PASSWORD, new="short"), "new")
    invalid(change(service, ann, new=NEW), "current")
    expect(service.client.get("/me", headers=ann.auth)).status(200)
    login(service, ann.username)
