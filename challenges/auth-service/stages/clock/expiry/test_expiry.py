"""The service with TOKEN_TTL_S=2 and LOCK_S=2, before these seconds are over and after."""

from story import PASSWORD, SECONDS, expect, me, try_login


def test_a_login_says_how_long_its_token_is_good(story):
    expect(story.login).status(200).json({"expires_in": SECONDS})


def test_a_token_is_good_until_its_time_is_up(story):
    expect(story.used).status(200)
    expect(story.over).status(401).json({"error": "unauthorized"}).header("WWW-Authenticate")


def test_a_token_that_is_over_cannot_be_used_for_anything(story, service):
    auth = {"Authorization": f"Bearer {story.login.json()['token']}"}
    for method, path, body in (
        ("POST", "/logout", None),
        ("POST", "/notes", {"text": "late"}),
        ("POST", "/password", {"current": PASSWORD, "new": "staple and battery"}),
    ):
        expect(service.client.request(method, path, json=body, headers=auth)).status(401)


def test_a_lock_ends_after_its_time(story, service):
    expect(story.locked).status(429).json({"error": "locked"})
    promised = story.locked.headers.get("retry-after", "none")
    assert promised in ("1", "2", "3"), f"the lock lasts {SECONDS} s, but Retry-After says {promised}"
    login = try_login(service, story.username)
    expect(login).status(200)
    expect(me(service, login)).status(200)


def test_counting_begins_anew_after_a_lock(story, service):
    for _ in range(4):
        expect(try_login(service, story.username, "not the password")).status(401)
    expect(try_login(service, story.username)).status(200)
