"""What failed logins tell, and how many there may be."""

import time

import pytest
from accounts import PASSWORD, account, expect, failed, fresh_name, invalid, login, register, try_login

WRONG = "not the password"
IGNORED = {"date", "content-length", "connection", "keep-alive"}


def miss(service, username, times):
    for _ in range(times):
        failed(try_login(service, username, WRONG), 401, "bad_credentials")


def locked(response):
    failed(response, 429, "locked")
    seconds = response.headers.get("retry-after", "none")
    assert seconds.isdecimal(), f"a 429 must have Retry-After with whole seconds, got {seconds}"
    assert 1 <= int(seconds) <= 601, f"the lock lasts 600 s, but Retry-After says {seconds}"


def fastest_ms(service, username):
    """Four failed logins; the least is what the work takes, whatever else the machine does."""
    took = []
    for _ in range(4):
        began = time.perf_counter()
        failed(try_login(service, username, WRONG), 401, "bad_credentials")
        took.append((time.perf_counter() - began) * 1000)
    return min(took)


def test_unknown_users_look_like_wrong_passwords(service):
    wrong, unknown = (try_login(service, name, WRONG) for name in (register(service)["username"], fresh_name()))
    failed(wrong, 401, "bad_credentials")
    failed(unknown, 401, "bad_credentials")
    assert wrong.content == unknown.content, f"{wrong.text} for a wrong password, {unknown.text} for an unknown user"
    headers = [set(response.headers) - IGNORED for response in (wrong, unknown)]
    assert headers[0] == headers[1], f"the headers differ: {headers[0] ^ headers[1]}"


def test_unknown_users_take_as_long_as_wrong_passwords(service):
    wrong, unknown = (fastest_ms(service, name) for name in (register(service)["username"], fresh_name()))
    assert wrong < 15 or unknown > wrong / 4, (
        f"a wrong password takes {wrong:.0f} ms and an unknown user {unknown:.0f} ms: one can tell who has an account"
    )


def test_sql_does_not_log_in(service):
    name = register(service)["username"]
    for username in (f"{name}' --", f"{name}' OR '1'='1", f"{name.upper()}", f" {name}", f"{name}%", ""):
        failed(try_login(service, username, PASSWORD), 401, "bad_credentials")
    failed(try_login(service, name, "' OR '1'='1"), 401, "bad_credentials")


def test_credentials_that_are_no_text_are_invalid(service):
    invalid(try_login(service, {"$ne": None}, ["x"]), "username", "password")
    invalid(try_login(service, True, PASSWORD), "username")
    invalid(service.client.post("/login", json={"username": "ann"}), "password")


@pytest.mark.points(2)
def test_five_failures_lock_a_name_and_no_other(service, bob):
    someone = account(service)
    miss(service, someone.username, 5)
    locked(try_login(service, someone.username, PASSWORD))
    locked(try_login(service, someone.username, WRONG))
    expect(service.client.get("/me", headers=someone.auth)).status(200)
    login(service, bob.username)


def test_unknown_names_are_locked_in_the_same_way(service):
    known, unknown = register(service)["username"], fresh_name()
    for name in (known, unknown):
        miss(service, name, 5)
    answers = [try_login(service, name, WRONG) for name in (known, unknown)]
    for response in answers:
        locked(response)
    assert answers[0].content == answers[1].content, "the lock tells whether the user exists"


def test_a_success_starts_the_count_anew(service):
    name = register(service)["username"]
    for _ in range(2):
        miss(service, name, 4)
        login(service, name)


@pytest.mark.points(2)
def test_guesses_at_the_same_moment_are_counted_too(service):
    name = register(service)["username"]
    body = {"username": name, "password": WRONG}
    race = service.fire(20, lambda client, n: client.post("/login", json=body))
    race.all_in({401, 429})
    assert race.count(401) <= 5, f"of 20 guesses at once {race.count(401)} were tried, and 5 are allowed"
    locked(try_login(service, name, PASSWORD))


def test_a_lock_survives_a_restart(service):
    name = register(service)["username"]
    miss(service, name, 5)
    service.restart()
    locked(try_login(service, name, PASSWORD))
